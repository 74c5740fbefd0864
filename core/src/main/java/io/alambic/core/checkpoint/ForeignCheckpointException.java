package io.alambic.core.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A valid checkpoint of another model or of a newer format. The file stays in place; the message says what it is and what can
 * be done.
 */
public final class ForeignCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    private ForeignCheckpointException(String message) {
        super(message);
    }

    static ForeignCheckpointException ofModel(Path file, String model, String student) {
        return new ForeignCheckpointException(
                ("'%s' is a checkpoint of %s, but the student is %s: name another checkpoint"
                                + " folder, or move the old checkpoints away to start over")
                        .formatted(file, model, student));
    }

    static ForeignCheckpointException ofFormat(Path file, String format, int newest) {
        return new ForeignCheckpointException(("'%s' has checkpoint format %s, but this release reads formats up to %d:"
                        + " go on with the release that wrote it, or name another checkpoint folder")
                .formatted(file, format, newest));
    }
}
