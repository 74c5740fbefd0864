package io.alambic.teacher.wiring;

import io.alambic.core.settings.Secret;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.models.classify.ClassifierSettings;
import io.alambic.models.classify.TextClassifier;
import io.alambic.models.remote.CallSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a service that classifies texts from its settings.
 *
 * @param key of a remote model
 * @param calls time limits of a remote model
 */
record ConfiguredClassifier(TeacherConfig config, Secret key, CallSettings calls) {

    /**
     * Returns the service; empty where no endpoint is set.
     *
     * @throws io.alambic.core.settings.InvalidSettingException with one line for each violated rule
     */
    Optional<TextClassifier> service() {
        TeacherConfig.Classifier classifier = config.classifier();
        if (classifier.endpoint().isEmpty()) {
            return Optional.empty();
        }
        URI endpoint = classifier.endpoint().get();
        SettingsCheck check = new SettingsCheck("alambic.teacher");
        check.about("model", this::requireAlone);
        Supplier<List<String>> classes = check.about("classifier.classes", () -> classifier
                .classes()
                .orElseThrow(() -> new IllegalArgumentException(
                        "is not set: expected the labels of the service by comma, in the order of the logits"))
                .names());
        Supplier<TextClassifier> service = check.about(
                "classifier.endpoint",
                () -> new TextClassifier(new ClassifierSettings(
                        endpoint,
                        classifier.protocol().protocol(),
                        key,
                        classifier.text(),
                        classes.get(),
                        classifier.longestText(),
                        classifier.concurrency(),
                        calls)));
        return check.require(() -> Optional.of(service.get()));
    }

    private Void requireAlone() {
        boolean alone = config.model().isEmpty() && config.llm().endpoint().isEmpty();
        if (!alone) {
            throw new IllegalArgumentException(
                    "expected one of alambic.teacher.model, alambic.teacher.classifier.endpoint and alambic.teacher.llm.endpoint, but got several");
        }
        return null;
    }
}
