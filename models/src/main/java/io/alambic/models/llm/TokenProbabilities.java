package io.alambic.models.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alambic.models.text.ClassMass;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The probabilities of the first token of the answer ({@code logprobs}). A token counts for the class that it is or begins, whatever its
 * case and the blanks around it. A class of which no token is among the most probable ones gets a part of the mass that is
 * left, and no more than the least of those. What is neither is no class; the probabilities of the classes are divided by their sum.
 */
final class TokenProbabilities implements AnswerForm {

    /** The most that endpoints return. */
    private static final int TOP = 20;

    /** A token that could begin several classes tells nothing; more of them than this, and the classes are named badly. */
    private static final double MOST_AMBIGUOUS = 0.5;

    private final List<String> classes;

    TokenProbabilities(List<String> classes) {
        this.classes = classes;
    }

    @Override
    public void ask(ObjectNode request) {
        request.put("logprobs", true).put("top_logprobs", TOP);
    }

    @Override
    public int mostTokens() {
        return 1;
    }

    @Override
    public float[] logits(JsonNode choice) {
        JsonNode top = choice.path("logprobs").path("content").path(0).path("top_logprobs");
        if (!top.isArray() || top.isEmpty()) {
            throw new UnreadableAnswerException(
                    "the answer has no logprobs: the endpoint must support top_logprobs, or answers be read as text");
        }
        double[] mass = new double[classes.size()];
        double all = 0;
        double ambiguous = 0;
        double least = 1;
        for (JsonNode entry : top) {
            double probability = Math.exp(entry.path("logprob").asDouble(Double.NEGATIVE_INFINITY));
            all += probability;
            least = Math.min(least, probability);
            int[] begun = begunBy(entry.path("token").asText());
            if (begun.length == 1) {
                mass[begun[0]] += probability;
            } else if (begun.length > 1) {
                ambiguous += probability;
            }
        }
        if (ambiguous > MOST_AMBIGUOUS) {
            throw new UnreadableAnswerException(
                    "the first token of the answer, '%s', begins several of the classes %s: give them names that begin differently"
                            .formatted(top.path(0).path("token").asText(), classes));
        }
        if (Arrays.stream(mass).sum() == 0) {
            throw new UnreadableAnswerException("expected one of %s, but the answer begins with '%s'"
                    .formatted(classes, top.path(0).path("token").asText()));
        }
        return ClassMass.logits(mass, Math.max(0, 1 - all), least);
    }

    @Override
    public String toString() {
        return "logprobs";
    }

    /** Returns the class that a token is, or the classes that it begins. */
    private int[] begunBy(String token) {
        String begin = token.strip().toLowerCase(Locale.ROOT);
        int[] equal = indexes(begin, true);
        return begin.isEmpty() || equal.length == 1 ? equal : indexes(begin, false);
    }

    private int[] indexes(String begin, boolean whole) {
        return IntStream.range(0, classes.size())
                .filter(i -> {
                    String name = classes.get(i).toLowerCase(Locale.ROOT);
                    return whole ? name.equals(begin) : name.startsWith(begin);
                })
                .toArray();
    }
}
