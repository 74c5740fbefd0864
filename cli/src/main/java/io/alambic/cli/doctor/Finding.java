package io.alambic.cli.doctor;

import java.util.Optional;

/**
 * What a look at one thing found.
 *
 * @param state how it is
 * @param about the thing, in one word
 * @param text what was found
 * @param remedy how to mend it; empty if there is nothing to mend
 */
record Finding(State state, String about, String text, Optional<String> remedy) {

    /** How a thing is. */
    enum State {
        /** As it should be. */
        OK,
        /** It may do harm. */
        DOUBTFUL,
        /** The distillation does not work with it. */
        WRONG
    }

    static Finding ok(String about, String text) {
        return new Finding(State.OK, about, text, Optional.empty());
    }

    static Finding doubtful(String about, String text, String remedy) {
        return new Finding(State.DOUBTFUL, about, text, Optional.of(remedy));
    }

    static Finding wrong(String about, String text, String remedy) {
        return new Finding(State.WRONG, about, text, Optional.of(remedy));
    }

    /** Returns it as one line, or two with a remedy. */
    String shown() {
        String mark =
                switch (state) {
                    case OK -> "ok";
                    case DOUBTFUL -> "??";
                    case WRONG -> "!!";
                };
        return "%s %-9s %s%s"
                .formatted(
                        mark,
                        about,
                        text,
                        remedy.map(how -> "\n             " + how).orElse(""));
    }
}
