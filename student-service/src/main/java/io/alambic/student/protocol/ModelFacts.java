package io.alambic.student.protocol;

import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import io.alambic.student.registry.ServedModel;
import java.util.ArrayList;
import java.util.List;

/** What a client is told about the student. Immutable. */
public final class ModelFacts {

    private static final String PLATFORM = "djl_pytorch";
    private static final long ANY_SIZE = -1;

    private final String name;
    private final Signature signature;

    public ModelFacts(String name, Signature signature) {
        this.name = name;
        this.signature = signature;
    }

    /** Shape of a batch of any size: -1 first. */
    static List<Long> shape(TensorSpec spec) {
        List<Long> shape = new ArrayList<>();
        shape.add(ANY_SIZE);
        for (long dimension : spec.sampleShape().getShape()) {
            shape.add(dimension);
        }
        return shape;
    }

    /** What is known from the start: name and shapes. */
    public ModelMetadataResponse.Builder describe() {
        ModelMetadataResponse.Builder facts =
                ModelMetadataResponse.newBuilder().setName(name).setPlatform(PLATFORM);
        signature.inputs().forEach(spec -> facts.addInputs(tensor(spec)));
        signature.outputs().forEach(spec -> facts.addOutputs(tensor(spec)));
        return facts;
    }

    /** What is known once weights serve, which must be leased. */
    public ModelMetadataResponse describe(ServedModel model, List<ServedModel> versions) {
        TrainableNetwork network = model.network();
        ModelMetadataResponse.Builder facts = describe();
        versions.forEach(version -> facts.addVersions(Long.toString(version.version())));
        return facts.putProperties("version", Long.toString(model.version()))
                .putProperties("step", Long.toString(model.step()))
                .putProperties(
                        "parameters", Long.toString(network.parameterCount().orElseThrow()))
                .putProperties("bytes", Long.toString(network.weightBytes().orElseThrow()))
                .build();
    }

    private static TensorMetadata tensor(TensorSpec spec) {
        return TensorMetadata.newBuilder()
                .setName(spec.name())
                .setDatatype(spec.type().name())
                .addAllShape(shape(spec))
                .build();
    }
}
