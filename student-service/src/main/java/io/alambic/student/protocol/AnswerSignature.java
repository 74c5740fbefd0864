package io.alambic.student.protocol;

import ai.djl.ndarray.NDArray;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Task;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds {@code probabilities}, where the task has them, to the outputs that a client can request. */
public final class AnswerSignature {

    static final String PROBABILITIES = "probabilities";

    private AnswerSignature() {}

    /** Returns the network's signature with the added output. */
    public static Signature of(Signature network, Task task) {
        if (task.probabilities().isEmpty() || !addsProbabilities(network)) {
            return network;
        }
        List<TensorSpec> outputs = new ArrayList<>(network.outputs());
        TensorSpec logits = network.output(Signature.LOGITS);
        outputs.add(
                1 + outputs.indexOf(logits),
                new TensorSpec(PROBABILITIES, logits.type(), logits.sampleShape(), logits.letters()));
        return new Signature(network.inputs(), outputs, network.buckets());
    }

    /** Returns the outputs that answer a request which names none: logits and probabilities, or all of a model without them. */
    public static List<String> defaults(Signature signature) {
        List<String> names = signature.outputs().stream().map(TensorSpec::name).toList();
        List<String> small = names.stream()
                .filter(name -> name.equals(Signature.LOGITS) || name.equals(PROBABILITIES))
                .toList();
        return small.isEmpty() ? names : small;
    }

    private static boolean addsProbabilities(Signature network) {
        return has(network, Signature.LOGITS)
                && !has(network, PROBABILITIES)
                && network.output(Signature.LOGITS).type() == TensorType.FP32;
    }

    private static boolean has(Signature network, String output) {
        return network.outputs().stream().anyMatch(spec -> spec.name().equals(output));
    }

    /** Adds the probabilities to the outputs of a pass if one of its requests wants them. */
    public static Map<String, NDArray> complete(
            Map<String, NDArray> outputs, List<CheckedRequest> requests, Task task) {
        boolean wanted = requests.stream()
                .flatMap(request -> request.outputs().stream())
                .anyMatch(output -> output.spec().name().equals(PROBABILITIES));
        if (!wanted || outputs.containsKey(PROBABILITIES)) {
            return outputs;
        }
        Map<String, NDArray> complete = new HashMap<>(outputs);
        task.probabilities()
                .ifPresent(function -> complete.put(PROBABILITIES, function.apply(outputs.get(Signature.LOGITS))));
        return complete;
    }
}
