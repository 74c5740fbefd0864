package io.alambic.tools;

import ai.djl.ndarray.NDManager;
import io.alambic.core.export.SavedStudent;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;

/**
 * One of the models that are compared.
 *
 * @param source the model, as the command line names it
 * @param network closed with this
 * @param logits name of the output that holds them
 * @param parameters values that training may change; empty if not known
 * @param bytes of the weights as they are stored; empty if not known
 * @param multiplyAdds for one sample, of convolutions and dense layers; empty if not known
 */
public record ComparedModel(
        String source,
        InferenceNetwork network,
        String logits,
        OptionalLong parameters,
        OptionalLong bytes,
        OptionalLong multiplyAdds)
        implements AutoCloseable {

    /**
     * Opens a model as a teacher service would, or a student's checkpoint.
     *
     * @param inputs inputs of the model; ignored if the model describes them itself
     * @param manager owns the network's arrays
     * @throws IOException if there is no such model
     * @throws IllegalArgumentException if it does not take the inputs
     */
    public static ComparedModel open(String source, List<TensorSpec> inputs, NDManager manager) throws IOException {
        ModelSource model = ModelSource.parse(source);
        if (model instanceof ModelSource.Folder folder && SavedStudent.isCheckpoint(folder.path())) {
            SavedStudent student = SavedStudent.read(folder.path(), manager);
            InferenceNetwork network = student.open(student.zoo().isPresent() ? List.of() : inputs, manager);
            return of(
                    source,
                    network,
                    network.weightBytes(),
                    student.zoo()
                            .map(LayeredArchitecture::multiplyAdds)
                            .map(OptionalLong::of)
                            .orElse(OptionalLong.empty()));
        }
        InferenceNetwork network = OpenedModel.open(
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

    private static ComparedModel of(
            String source, InferenceNetwork network, OptionalLong bytes, OptionalLong multiplyAdds) {
        return new ComparedModel(
                source, network, network.signature().likelyLogits(), network.parameterCount(), bytes, multiplyAdds);
    }

    @Override
    public void close() {
        network.close();
    }
}
