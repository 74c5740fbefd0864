package io.alambic.teacher.model;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.models.ModelIdentity;
import java.util.List;

/**
 * A model that answers samples. Used by one thread; closing it frees what it holds for that thread, not
 * the model that others may share.
 */
public interface Teacher extends AutoCloseable {

    /** Who answers. */
    ModelIdentity identity();

    /**
     * Answers a batch.
     *
     * @param records for each sample record its tensors, valid and in the order of the model's inputs;
     *     the encodings of all records agree (see {@link EncodedTensor#sameEncoding})
     * @return one row for each sample, in the order of the records
     */
    TeacherAnswer answer(List<List<EncodedTensor>> records);

    @Override
    void close();
}
