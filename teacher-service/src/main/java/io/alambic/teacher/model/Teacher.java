package io.alambic.teacher.model;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.models.ModelIdentity;
import java.util.List;

/**
 * Answers samples with a model. Used by one thread. Closing it frees the resources of that thread and not the shared
 * model.
 */
public interface Teacher extends AutoCloseable {

    /** Returns the identity of the model. */
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
