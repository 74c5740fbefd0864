package io.alambic.tools.train;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.StepReport;
import io.alambic.core.train.SupervisedTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Trains a classifier on labelled samples and writes it into a model folder, with its accuracy on
 * test samples.
 *
 * @param name of the model
 * @param architecture of the model
 * @param settings how to train
 */
record ClassifierTraining(String name, LayeredArchitecture architecture, SupervisedTraining.Settings settings) {

    /**
     * Trains, measures and writes.
     *
     * @param progress notified after each step
     * @return the description in the folder
     * @throws IOException if the folder cannot be written
     */
    ModelDescription run(LabelledData train, LabelledData test, Path folder, Consumer<StepReport> progress)
            throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            SupervisedTraining training = new SupervisedTraining(settings, manager);
            try (Candidate trained = training.train(architecture, train, progress)) {
                double accuracy = training.accuracy(trained.network(), test);
                long seen = (long) settings.epochs() * train.size();
                return ModelFolder.save(folder, name, architecture, trained.network(), accuracy, seen);
            }
        }
    }
}
