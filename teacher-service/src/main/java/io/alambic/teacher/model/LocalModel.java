package io.alambic.teacher.model;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.LoadedModel;
import io.alambic.core.model.ModelFolder;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.util.List;

/**
 * A model in this process's native memory, shared by all of its {@link LocalTeacher}s. Owns the weights;
 * to be closed after the teachers. Thread safe.
 */
public final class LocalModel implements AutoCloseable {

    private final ModelSettings settings;
    private final NDManager manager;
    private final LoadedModel loaded;

    private LocalModel(ModelSettings settings, NDManager manager, LoadedModel loaded) {
        this.settings = settings;
        this.manager = manager;
        this.loaded = loaded;
    }

    /**
     * Loads a model.
     *
     * @throws IOException if the folder holds no whole model
     * @throws IllegalArgumentException if the model lacks a feature map, naming those it has
     */
    public static LocalModel load(ModelSettings settings) throws IOException {
        NDManager manager = NDManager.newBaseManager();
        try {
            LoadedModel loaded = ModelFolder.load(settings.folder(), manager);
            Signature signature = loaded.network().signature();
            signature.output(Signature.LOGITS);
            settings.featureMaps().forEach(signature::output);
            return new LocalModel(settings, manager, loaded);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Who answers. */
    public TeacherIdentity identity() {
        return new TeacherIdentity(
                loaded.description().name(), loaded.description().version());
    }

    /** What a sample must hold. */
    public List<TensorSpec> inputs() {
        return loaded.network().signature().inputs();
    }

    /** A teacher for one more thread. */
    public Teacher newTeacher() {
        return new LocalTeacher(settings, identity(), loaded.network(), manager);
    }

    @Override
    public void close() {
        loaded.close();
        manager.close();
    }
}
