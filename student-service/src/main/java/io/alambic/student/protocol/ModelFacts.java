package io.alambic.student.protocol;

import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.DataType;
import io.alambic.inference.ModelConfig;
import io.alambic.inference.ModelInput;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import io.alambic.inference.ModelOutput;
import io.alambic.inference.ModelTransactionPolicy;
import io.alambic.student.registry.ServedModel;
import java.util.ArrayList;
import java.util.List;

/** Describes the model to clients. Immutable. */
public final class ModelFacts {

    private static final String PLATFORM = "djl_pytorch";
    private static final String BACKEND = "djl";
    private static final String TYPE = "TYPE_";
    private static final long ANY_SIZE = -1;

    private final String name;
    private final Signature signature;
    private final boolean readsRecords;

    /**
     * Creates the description.
     *
     * @param readsRecords whether clients are told to ask about records, in place of the signature's inputs
     */
    public ModelFacts(String name, Signature signature, boolean readsRecords) {
        this.name = name;
        this.signature = signature;
        this.readsRecords = readsRecords;
    }

    /** Returns the shape of a batch of any size, which begins with -1; an open dimension is -1 as well. */
    static List<Long> shape(TensorSpec spec) {
        List<Long> shape = new ArrayList<>();
        shape.add(ANY_SIZE);
        shape.addAll(sampleShape(spec));
        return shape;
    }

    /** Returns the shape of one sample; an open dimension is -1. */
    private static List<Long> sampleShape(TensorSpec spec) {
        List<Long> shape = new ArrayList<>();
        for (int axis = 0; axis < spec.letters().size(); axis++) {
            shape.add(spec.letters().get(axis).isEmpty() ? spec.sampleShape().get(axis) : ANY_SIZE);
        }
        return shape;
    }

    /** Returns the name and the shapes, which are known from the start. */
    public ModelMetadataResponse.Builder describe() {
        ModelMetadataResponse.Builder facts =
                ModelMetadataResponse.newBuilder().setName(name).setPlatform(PLATFORM);
        if (readsRecords) {
            facts.addInputs(TensorMetadata.newBuilder()
                    .setName(RecordInput.NAME)
                    .setDatatype(RecordInput.DATATYPE)
                    .addShape(ANY_SIZE)
                    .addShape(1));
        } else {
            signature.named().forEach(spec -> facts.addInputs(tensor(spec)));
        }
        signature.outputs().forEach(spec -> facts.addOutputs(tensor(spec)));
        return facts;
    }

    /** Returns the metadata of a model, which must be leased. */
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

    /** Returns how the model is served, but for its batches. */
    public ModelConfig.Builder config() {
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(name)
                .setPlatform(PLATFORM)
                .setBackend(BACKEND)
                .setModelTransactionPolicy(ModelTransactionPolicy.getDefaultInstance());
        if (readsRecords) {
            config.addInput(ModelInput.newBuilder()
                    .setName(RecordInput.NAME)
                    .setDataType(DataType.TYPE_STRING)
                    .addDims(1));
        } else {
            signature
                    .named()
                    .forEach(spec -> config.addInput(ModelInput.newBuilder()
                            .setName(spec.name())
                            .setDataType(dataType(spec))
                            .addAllDims(sampleShape(spec))));
        }
        signature
                .outputs()
                .forEach(spec -> config.addOutput(ModelOutput.newBuilder()
                        .setName(spec.name())
                        .setDataType(dataType(spec))
                        .addAllDims(sampleShape(spec))));
        return config;
    }

    private static DataType dataType(TensorSpec spec) {
        return DataType.valueOf(TYPE + spec.type().name());
    }

    private static TensorMetadata tensor(TensorSpec spec) {
        return TensorMetadata.newBuilder()
                .setName(spec.name())
                .setDatatype(spec.type().name())
                .addAllShape(shape(spec))
                .build();
    }
}
