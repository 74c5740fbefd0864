package io.alambic.tools.text;

import io.alambic.core.task.NeighbourRecall;
import io.alambic.datasets.text.TokenizedTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Texts as the frequencies of their tokens, each weighted by how few texts have it: tf · ln((1 + N) / (1 + df)). Needs neither labels nor a
 * model.
 *
 * @param texts number of texts that were counted, N
 * @param frequencies number of these texts that have a token, df
 */
public record TfIdf(int texts, Map<Long, Integer> frequencies) {

    /** Counts the tokens of texts. */
    public static TfIdf of(TokenizedTexts texts) {
        Map<Long, Integer> frequencies = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            Arrays.stream(texts.tokens(i)).distinct().forEach(token -> frequencies.merge(token, 1, Integer::sum));
        }
        return new TfIdf(texts.size(), frequencies);
    }

    /** Returns the cosine between texts. */
    public NeighbourRecall.Similarity similarity(TokenizedTexts texts) {
        List<Weights> vectors = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            vectors.add(weights(texts.tokens(i)));
        }
        return (one, other) -> vectors.get(one).dot(vectors.get(other));
    }

    private Weights weights(long[] text) {
        Map<Long, Double> counts = new TreeMap<>();
        for (long token : text) {
            counts.merge(token, 1.0, Double::sum);
        }
        long[] tokens = new long[counts.size()];
        double[] weights = new double[tokens.length];
        double squares = 0;
        int place = 0;
        for (Map.Entry<Long, Double> token : counts.entrySet()) {
            tokens[place] = token.getKey();
            weights[place] =
                    token.getValue() * Math.log((1.0 + texts) / (1 + frequencies.getOrDefault(token.getKey(), 0)));
            squares += weights[place] * weights[place];
            place++;
        }
        double length = squares == 0 ? 1 : Math.sqrt(squares);
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= length;
        }
        return new Weights(tokens, weights);
    }

    /** A vector that is 0 but for some tokens, which are in ascending order. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Weights(long[] tokens, double[] values) {

        double dot(Weights other) {
            double sum = 0;
            int left = 0;
            int right = 0;
            while (left < tokens.length && right < other.tokens.length) {
                int order = Long.compare(tokens[left], other.tokens[right]);
                if (order == 0) {
                    sum += values[left] * other.values[right];
                }
                left += order <= 0 ? 1 : 0;
                right += order >= 0 ? 1 : 0;
            }
            return sum;
        }
    }
}
