package io.alambic.models.llm;

import io.alambic.core.settings.Secret;
import io.alambic.models.remote.CallSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a language model is, what it is asked, and what that may cost.
 *
 * @param endpoint URL of an OpenAI-compatible API, as {@code http://localhost:8000/v1}
 * @param model its name there
 * @param key of the endpoint
 * @param instructions sent as the system's message before each prompt
 * @param prompt sent for each sample
 * @param redaction of the sample's texts in it
 * @param classes C ≥ 2 names, in the order of the logits
 * @param answers how the model's answers become logits
 * @param longestText most bytes of a text
 * @param concurrency calls at once, by all threads together
 * @param cached answers that are kept
 * @param calls time limits: of one call, and of a pass with all its calls and their repetitions
 * @param limits of what is spent
 * @param spent file that keeps it
 */
public record ChatSettings(
        URI endpoint,
        String model,
        Secret key,
        Optional<String> instructions,
        PromptTemplate prompt,
        Redaction redaction,
        List<String> classes,
        AnswerForm answers,
        int longestText,
        int concurrency,
        int cached,
        CallSettings calls,
        BudgetLimits limits,
        Path spent) {

    public ChatSettings {
        classes = List.copyOf(classes);
        if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme())) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "expected an endpoint such as http://localhost:8000/v1, but got '%s'".formatted(endpoint));
        }
        if (longestText < 1 || concurrency < 1 || cached < 0) {
            throw new IllegalArgumentException(
                    "the longest text and the calls at once must be at least 1, and cached answers at least 0");
        }
    }

    /** How a language model's answers become logits. */
    public enum Form {
        /** The probabilities of the answer's first token. */
        LOGPROBS,
        /** The text of the answer, which is the name of a class. */
        TEXT,
        /** The same, where a schema makes the endpoint choose. */
        CHOICE;

        /**
         * Returns the form for some classes.
         *
         * @param confidence probability of the class that an answer names; not read for {@link #LOGPROBS}
         * @throws IllegalArgumentException if there are less than two classes, or two alike
         */
        public AnswerForm of(List<String> classes, double confidence) {
            long different = classes.stream()
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .count();
            if (classes.size() < 2 || different < classes.size()) {
                throw new IllegalArgumentException(
                        "expected at least two classes, each with a name of its own whatever the case, but got %s"
                                .formatted(classes));
            }
            return this == LOGPROBS
                    ? new TokenProbabilities(List.copyOf(classes))
                    : new WrittenClass(List.copyOf(classes), confidence, this == CHOICE);
        }
    }
}
