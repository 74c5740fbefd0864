package io.alambic.teacher.compare;

import ai.djl.ndarray.NDManager;
import io.alambic.core.export.SavedStudent;
import io.alambic.core.model.ModelDescription;
import io.alambic.core.model.ModelFolder;
import io.alambic.core.model.Network;
import io.alambic.core.model.ZooArchitecture;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.teacher.model.CallSettings;
import io.alambic.teacher.model.ModelSource;
import io.alambic.teacher.model.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;

/**
 * One of the two models that are compared.
 *
 * @param source as it was named
 * @param network closed with this
 * @param logits name of the output that holds them
 * @param parameters values that training may change; empty where not known
 * @param bytes of the weights as they are stored; empty where not known
 * @param multiplyAdds for one sample, of convolutions and dense layers; empty where not known
 */
record Subject(
        String source,
        Network network,
        String logits,
        OptionalLong parameters,
        OptionalLong bytes,
        OptionalLong multiplyAdds)
        implements AutoCloseable {

    /**
     * Opens a model as a teacher service would, or a student's checkpoint.
     *
     * @param inputs what it takes; not looked at where the model says so itself
     * @param manager under which the network keeps its own
     * @throws IOException if there is no such model
     * @throws IllegalArgumentException if it does not take the inputs
     */
    static Subject open(String source, List<TensorSpec> inputs, NDManager manager) throws IOException {
        ModelSource model = ModelSource.parse(source);
        if (model instanceof ModelSource.Folder folder && SavedStudent.isCheckpoint(folder.path())) {
            SavedStudent student = SavedStudent.read(folder.path(), manager);
            Network network = student.open(student.zoo().isPresent() ? List.of() : inputs, manager);
            return of(
                    source,
                    network,
                    OptionalLong.of(network.weightBytes()),
                    student.zoo()
                            .map(ZooArchitecture::multiplyAdds)
                            .map(OptionalLong::of)
                            .orElse(OptionalLong.empty()));
        }
        Network network = OpenedModel.open(
                        model, model instanceof ModelSource.File ? inputs : List.of(), CallSettings.DEFAULT, manager)
                .network();
        if (model instanceof ModelSource.Folder folder) {
            ModelDescription description = ModelFolder.describe(folder.path());
            return of(
                    source,
                    network,
                    OptionalLong.of(description.bytes()),
                    OptionalLong.of(description.architecture().multiplyAdds()));
        }
        OptionalLong bytes = model instanceof ModelSource.File file
                ? OptionalLong.of(Files.size(file.path()))
                : OptionalLong.empty();
        return of(source, network, bytes, OptionalLong.empty());
    }

    private static Subject of(String source, Network network, OptionalLong bytes, OptionalLong multiplyAdds) {
        long parameters = network.parameterCount();
        return new Subject(
                source,
                network,
                network.signature().likelyLogits(),
                parameters == 0 ? OptionalLong.empty() : OptionalLong.of(parameters),
                bytes,
                multiplyAdds);
    }

    @Override
    public void close() {
        network.close();
    }
}
