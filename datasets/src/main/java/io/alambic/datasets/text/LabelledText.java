package io.alambic.datasets.text;

/**
 * A text and its class.
 *
 * @param text in plain words, without markup
 * @param label class, from 0
 */
public record LabelledText(String text, int label) {

    public LabelledText {
        if (text == null) {
            throw new IllegalArgumentException("a labelled text lacks its 'text'");
        }
        if (label < 0) {
            throw new IllegalArgumentException("a label is a class from 0, but is " + label);
        }
    }
}
