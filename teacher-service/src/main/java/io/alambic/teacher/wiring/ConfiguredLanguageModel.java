package io.alambic.teacher.wiring;

import io.alambic.core.settings.Secret;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.models.llm.AnswerForm;
import io.alambic.models.llm.BudgetLimits;
import io.alambic.models.llm.ChatSettings;
import io.alambic.models.llm.LanguageModel;
import io.alambic.models.llm.PromptTemplate;
import io.alambic.models.llm.Redaction;
import io.alambic.models.remote.CallSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a language model from its settings.
 *
 * @param stateDir folder that outlasts the process
 */
record ConfiguredLanguageModel(TeacherConfig config, Path stateDir) {

    private static final String SPENT = "language-model-spent";

    /**
     * Returns the model; empty where no endpoint is set.
     *
     * @throws io.alambic.core.settings.InvalidSettingException with one line for each violated rule
     */
    Optional<LanguageModel> model() {
        TeacherConfig.Llm llm = config.llm();
        SettingsCheck check = new SettingsCheck("alambic.teacher");
        if (llm.endpoint().isEmpty()) {
            return Optional.empty();
        }
        URI endpoint = llm.endpoint().get();
        check.about("model", () -> absent(config.model()));
        Supplier<String> name = check.about(
                "llm.model", () -> required(llm.model().filter(text -> !text.isBlank()), "its name at the endpoint"));
        Supplier<PromptTemplate> prompt =
                check.about("llm.prompt", () -> required(llm.prompt(), "a text with {name} for a tensor of bytes"));
        Supplier<Redaction> redaction = check.about(
                "llm.redact",
                () -> new Redaction(
                        Redaction.kinds(llm.redact().map(TensorNames::names).orElse(List.of())),
                        llm.redactPattern().orElse(null)));
        Supplier<List<String>> classes =
                check.about("llm.classes", () -> required(llm.classes(), "names of classes by comma")
                        .names());
        Supplier<AnswerForm> answers =
                check.about("llm.classes", () -> llm.answers().of(classes.get(), llm.confidence()));
        Supplier<Secret> key = check.about("llm.api-key", () -> new Secret(llm.apiKey(), llm.apiKeyFile()));
        Supplier<CallSettings> calls =
                check.about("llm.budget", () -> ConfiguredTeacher.calls(llm.deadline(), llm.budget()));
        Supplier<BudgetLimits> limits = check.about(
                "llm.money-per-hour",
                () -> new BudgetLimits(
                        llm.callsPerHour(),
                        llm.tokensPerHour(),
                        llm.moneyPerHour(),
                        llm.promptPrice(),
                        llm.completionPrice()));
        Supplier<LanguageModel> model = check.about(
                "llm.endpoint",
                () -> new LanguageModel(new ChatSettings(
                        endpoint,
                        name.get(),
                        key.get(),
                        llm.instructions(),
                        prompt.get(),
                        redaction.get(),
                        classes.get(),
                        answers.get(),
                        llm.longestText(),
                        llm.concurrency(),
                        llm.cachedAnswers(),
                        calls.get(),
                        limits.get(),
                        stateDir.resolve(SPENT))));
        return check.require(() -> Optional.of(model.get()));
    }

    private static <T> T required(Optional<T> value, String what) {
        return value.orElseThrow(() -> new IllegalArgumentException("is not set: expected " + what));
    }

    private static <T> T absent(Optional<T> value) {
        if (value.isPresent()) {
            throw new IllegalArgumentException(
                    "expected no model beside alambic.teacher.llm.endpoint, but got " + value.get());
        }
        return null;
    }
}
