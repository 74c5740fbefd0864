package io.alambic.models;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.PickedNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.InferenceCalls;
import io.alambic.models.remote.RemoteCalls;
import io.alambic.models.remote.RemoteNetwork;
import io.alambic.models.remote.RestInference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model with all of its outputs.
 *
 * @param identity name and version
 * @param network to be closed by the caller
 */
public record OpenedModel(ModelIdentity identity, InferenceNetwork network) {

    private static final int VERSION_DIGITS = 12;

    /**
     * Opens a model.
     *
     * @param inputs inputs of the model; may be empty if the model describes them itself
     * @param calls time limits of a remote model
     * @param manager owns the network's arrays
     * @throws IOException if there is no such model
     * @throws IllegalArgumentException if it does not take the inputs
     */
    public static OpenedModel open(ModelSource source, List<TensorSpec> inputs, CallSettings calls, NDManager manager)
            throws IOException {
        if (source instanceof ModelSource.File file) {
            return file(file.path(), inputs, manager);
        }
        if (source instanceof ModelSource.Remote remote) {
            return served(RemoteCalls.over(remote, calls), inputs);
        }
        if (source instanceof ModelSource.Rest rest) {
            return served(RestInference.over(rest, calls), inputs);
        }
        if (source instanceof ModelSource.Service service) {
            return service.open();
        }
        Path folder = ((ModelSource.Folder) source).path();
        LoadedModel loaded = ModelFolder.load(folder, manager);
        List<TensorSpec> actual = loaded.network().signature().inputs();
        if (!inputs.isEmpty() && !inputs.equals(actual)) {
            loaded.close();
            throw new IllegalArgumentException(
                    "inputs %s are named, but the model takes %s".formatted(format(inputs), format(actual)));
        }
        return new OpenedModel(
                new ModelIdentity(
                        loaded.description().name(), loaded.description().version()),
                loaded.network());
    }

    /**
     * Returns a network that shows only chosen outputs. It replaces this model's network: closing it closes both.
     *
     * @throws IllegalArgumentException if the model lacks one, naming those it has
     */
    public InferenceNetwork pick(List<OutputPick> picks) {
        Signature all = network.signature();
        List<OutputPick> byName = picks.stream()
                .map(pick -> new OutputPick(pick.name(), pick.in(all)))
                .toList();
        Set<String> sources = byName.stream().map(OutputPick::source).collect(Collectors.toSet());
        return new PickedNetwork(network instanceof RemoteNetwork remote ? remote.only(sources) : network, byName);
    }

    private static OpenedModel served(InferenceCalls calls, List<TensorSpec> inputs) throws IOException {
        RemoteNetwork network = RemoteNetwork.connect(inputs, calls);
        return new OpenedModel(new ModelIdentity(calls.model(), network.version()), network);
    }

    private static OpenedModel file(Path file, List<TensorSpec> inputs, NDManager manager) throws IOException {
        String version = ModelFile.digest(file).substring(0, VERSION_DIGITS);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s does not say what it takes: its inputs must be named (alambic.teacher.inputs), such as image:FP32:1x28x28"
                            .formatted(file));
        }
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]+$", "");
        return new OpenedModel(new ModelIdentity(name, version), ModelFile.load(file, inputs, manager));
    }

    private static List<String> format(List<TensorSpec> inputs) {
        return inputs.stream().map(InputSpec::format).toList();
    }
}
