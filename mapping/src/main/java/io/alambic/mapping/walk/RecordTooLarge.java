package io.alambic.mapping.walk;

import io.alambic.mapping.RefusedRecordException;

/** Refuses records whose samples take more memory than a record may. */
final class RecordTooLarge {

    private RecordTooLarge() {}

    static RefusedRecordException refusal() {
        return new RefusedRecordException(
                RefusedRecordException.Kind.TOO_LARGE,
                0,
                "the samples of the record take more bytes as tensors than a record may take",
                null);
    }
}
