package io.alambic.datasets.text;

import io.alambic.client.NamedTensor;
import io.alambic.datasets.LabelledSamples;
import java.util.Arrays;
import java.util.List;

/** Texts as tokens, each of its own length, with their labels. Immutable. */
public final class TokenizedTexts implements LabelledSamples {

    /** Name of the tensor of tokens, INT64 [N, T]. */
    public static final String IDS = "input_ids";

    /** Name of the tensor that says which tokens count, INT64 [N, T]; all of them do. */
    public static final String MASK = "attention_mask";

    /** Name of the tensor that says to which of two texts a token belongs, INT64 [N, T]; all belong to the first. */
    public static final String TYPES = "token_type_ids";

    /** The tensors that BERT and most of its kind read. */
    public static final List<String> BERT = List.of(IDS, MASK, TYPES);

    private final List<long[]> tokens;
    private final int[] labels;
    private final List<String> tensors;

    TokenizedTexts(List<long[]> tokens, int[] labels, List<String> tensors) {
        this.tokens = List.copyOf(tokens);
        this.labels = labels.clone();
        this.tensors = List.copyOf(tensors);
    }

    /** Returns the same texts with some of the tensors. */
    public TokenizedTexts with(List<String> tensors) {
        return new TokenizedTexts(tokens, labels, tensors);
    }

    /** Returns the first texts, at most all of them. */
    public TokenizedTexts first(int count) {
        int kept = Math.min(count, size());
        return new TokenizedTexts(tokens.subList(0, kept), Arrays.copyOf(labels, kept), tensors);
    }

    @Override
    public int size() {
        return labels.length;
    }

    /** Returns the number of classes: the largest label plus one. */
    public int classes() {
        return Arrays.stream(labels).max().orElse(-1) + 1;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    /** Returns the tokens of a text. */
    public long[] tokens(int index) {
        return tokens.get(index).clone();
    }

    /** Returns how many tokens a text has. */
    public int length(int index) {
        return tokens.get(index).length;
    }

    /**
     * Returns the share of padding in all that is computed where each text is padded to the next of some sizes.
     *
     * @param sizes ascending; no text is longer than the last
     */
    public double paddingShare(List<Integer> sizes) {
        long computed = 0;
        long own = 0;
        for (long[] text : tokens) {
            computed += sizes.stream()
                    .filter(size -> size >= text.length)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a text of %d tokens is longer than all of %s".formatted(text.length, sizes)));
            own += text.length;
        }
        return (double) (computed - own) / computed;
    }

    @Override
    public int together(int from, int most) {
        int end = from + 1;
        while (end < size() && end - from < most && length(end) == length(from)) {
            end++;
        }
        return end - from;
    }

    @Override
    public List<NamedTensor> tensors(int from, int count) {
        int length = length(from);
        long[] ids = new long[count * length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(tokens.get(from + i), 0, ids, i * length, length);
        }
        return tensors.stream()
                .map(name -> NamedTensor.of(name, elements(name, ids), count, length))
                .toList();
    }

    private static long[] elements(String name, long[] ids) {
        if (name.equals(IDS)) {
            return ids;
        }
        long[] equal = new long[ids.length];
        Arrays.fill(equal, name.equals(MASK) ? 1 : 0);
        return equal;
    }
}
