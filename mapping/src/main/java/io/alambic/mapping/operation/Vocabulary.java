package io.alambic.mapping.operation;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code vocabulary(red, green, *)}: the place of a category in a list, from 0 on; {@code *}, the last, stands for all that are
 * not in it. {@code one-hot(red, green, *)}: 1 at that place, and 0 at all others.
 */
final class Vocabulary implements Operation {

    private static final String OTHERS = "*";
    private static final int UNKNOWN = -1;

    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> words;
    private final int others;
    private final boolean oneHot;

    Vocabulary(List<String> words, boolean oneHot) {
        this.words = List.copyOf(words);
        this.oneHot = oneHot;
        for (String word : words) {
            if (word.isEmpty() || places.put(word, places.size()) != null) {
                throw new IllegalArgumentException("expected different categories, but got '%s'".formatted(words));
            }
        }
        int last = words.size() - 1;
        if (places.getOrDefault(OTHERS, last) != last || words.equals(List.of(OTHERS))) {
            throw new IllegalArgumentException("expected '*' behind the categories, but got '%s'".formatted(words));
        }
        others = places.containsKey(OTHERS) ? last : UNKNOWN;
        places.remove(OTHERS);
    }

    @Override
    public void addTo(Chain.Builder chain) {
        chain.read(this::place, words.size() - 1L);
        if (oneHot) {
            chain.spread(new OneHot(words.size()));
        }
    }

    private double place(ScalarValue value) throws IOException, InvalidValueException {
        if (value.kind() == ScalarValue.Kind.NONE) {
            throw value.insteadOf("a category");
        }
        int place = places.getOrDefault(value.text(), others);
        if (place == UNKNOWN) {
            throw value.insteadOf("one of %s".formatted(InvalidValueException.shortened(String.join(", ", words))));
        }
        return place;
    }
}
