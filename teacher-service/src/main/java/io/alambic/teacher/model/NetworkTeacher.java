package io.alambic.teacher.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ModelIdentity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers with a network, in passes of at most max-batch samples. It reuses one buffer for each input, and frees every
 * native array before it returns.
 */
final class NetworkTeacher implements Teacher {

    private final ModelSettings settings;
    private final ModelIdentity identity;
    private final InferenceNetwork network;
    private final NDManager manager;
    private final List<TensorSpec> inputs;
    private final List<RowBuffer> rows = new ArrayList<>();

    NetworkTeacher(ModelSettings settings, ModelIdentity identity, InferenceNetwork network, NDManager parent) {
        this.settings = settings;
        this.identity = identity;
        this.network = network;
        this.manager = parent.newSubManager();
        this.inputs = network.signature().inputs();
        inputs.forEach(input -> rows.add(new RowBuffer()));
    }

    @Override
    public ModelIdentity identity() {
        return identity;
    }

    @Override
    public TeacherAnswer answer(List<List<EncodedTensor>> records) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDList> outputs = new LinkedHashMap<>();
            outputs.put(Signature.LOGITS, new NDList());
            settings.featureMaps().forEach(map -> outputs.put(map.name(), new NDList()));
            rows.forEach(RowBuffer::clear);
            for (List<EncodedTensor> record : records) {
                gather(record, scope, outputs);
            }
            pass(scope, outputs);
            return encode(outputs);
        }
    }

    private void gather(List<EncodedTensor> record, NDManager scope, Map<String, NDList> outputs) {
        int samples = Math.toIntExact(record.get(0).samples());
        int from = 0;
        while (from < samples) {
            int count =
                    Math.min(samples - from, settings.maxBatch() - rows.get(0).rows());
            for (int input = 0; input < rows.size(); input++) {
                rows.get(input).append(record.get(input), from, count);
            }
            from += count;
            if (rows.get(0).rows() == settings.maxBatch()) {
                pass(scope, outputs);
            }
        }
    }

    private void pass(NDManager scope, Map<String, NDList> outputs) {
        if (rows.get(0).rows() == 0) {
            return;
        }
        try (NDManager pass = scope.newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (int input = 0; input < rows.size(); input++) {
                arrays.put(inputs.get(input).name(), rows.get(input).toArray(pass));
            }
            Map<String, NDArray> answered = network.forward(arrays);
            outputs.forEach((name, parts) -> {
                NDArray part = answered.get(name);
                part.attach(scope);
                parts.add(part);
            });
        }
        rows.forEach(RowBuffer::clear);
    }

    private TeacherAnswer encode(Map<String, NDList> outputs) {
        BitSet unusable = new BitSet();
        Map<String, EncodedRows> maps = new LinkedHashMap<>();
        EncodedRows logits = null;
        for (Map.Entry<String, NDList> output : outputs.entrySet()) {
            NDList parts = output.getValue();
            NDArray all = parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
            boolean isLogits = output.getKey().equals(Signature.LOGITS);
            Encoding encoding = isLogits ? Encoding.FP32 : settings.encoding();
            EncodedRows encoded = EncodedRows.encode(all, encoding, network.channelsLast());
            unusable.or(encoded.unusable());
            if (isLogits) {
                logits = encoded;
            } else {
                maps.put(output.getKey(), encoded);
            }
        }
        return new TeacherAnswer(logits, maps, unusable);
    }

    @Override
    public void close() {
        manager.close();
    }
}
