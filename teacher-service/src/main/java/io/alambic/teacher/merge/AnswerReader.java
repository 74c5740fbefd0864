package io.alambic.teacher.merge;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.merge.AnswerLogits;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.teacher.records.StoredRecord;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads and checks answers. Used by one thread. */
final class AnswerReader {

    /** No record holds so many; a record could declare billions. */
    private static final int MOST_SAMPLES = 1 << 20;

    private final MergeSettings settings;
    private final Map<String, Integer> places = new HashMap<>();

    AnswerReader(MergeSettings settings) {
        this.settings = settings;
        for (int i = 0; i < settings.teachers().size(); i++) {
            places.put(settings.teachers().get(i).name(), i);
        }
    }

    /**
     * Reads an answer.
     *
     * @param record its origin is its place on the answers' topic
     * @throws RefusedAnswerException if it cannot be merged
     */
    Answer read(StoredRecord record) throws RefusedAnswerException {
        Knowledge knowledge = parse(record.raw().value());
        requireOrigin(knowledge);
        Integer teacher = places.get(knowledge.getTeacherName());
        if (teacher == null) {
            throw new RefusedAnswerException(
                    AnswerRefusal.UNKNOWN_TEACHER,
                    "expected an answer of %s, but it is of '%s'".formatted(names(), knowledge.getTeacherName()),
                    null);
        }
        AnswerLogits logits = logits(knowledge);
        requireClasses(settings.teachers().get(teacher), logits);
        requireVote(logits);
        requireCounts(knowledge, logits.samples());
        BitSet answered = answered(knowledge, logits.samples());
        return new Answer(teacher, record, knowledge, logits, answered, answered);
    }

    private static Knowledge parse(byte[] value) throws RefusedAnswerException {
        if (value == null) {
            throw malformed("expected a knowledge record, but the record has no value", null);
        }
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(value).newCodedInput();
            input.enableAliasing(true);
            return Knowledge.parseFrom(input);
        } catch (IOException e) {
            throw malformed("expected a knowledge record: " + e.getMessage(), e);
        }
    }

    private static void requireOrigin(Knowledge knowledge) throws RefusedAnswerException {
        boolean isPlace = knowledge.hasOrigin()
                && !knowledge.getOrigin().getTopic().isEmpty()
                && knowledge.getOrigin().getPartition() >= 0
                && knowledge.getOrigin().getOffset() >= 0;
        if (!isPlace) {
            throw malformed(
                    "expected the topic, partition and offset of a sample record, but got '%s'-%d@%d"
                            .formatted(
                                    knowledge.getOrigin().getTopic(),
                                    knowledge.getOrigin().getPartition(),
                                    knowledge.getOrigin().getOffset()),
                    null);
        }
    }

    private static AnswerLogits logits(Knowledge knowledge) throws RefusedAnswerException {
        try {
            return AnswerLogits.of(knowledge.getLogits());
        } catch (InvalidTensorException e) {
            throw malformed(e.getMessage(), e);
        }
    }

    private void requireClasses(MergedTeacher teacher, AnswerLogits logits) throws RefusedAnswerException {
        int own = teacher.classes().isEmpty()
                ? settings.classes()
                : teacher.classes().size();
        if (own != 0 && logits.classes() != own) {
            throw new RefusedAnswerException(
                    AnswerRefusal.MISMATCH,
                    "teacher '%s' answers %d classes: expected %d".formatted(teacher.name(), logits.classes(), own),
                    null);
        }
    }

    private void requireVote(AnswerLogits logits) throws RefusedAnswerException {
        if (settings.rule().isPrivate() && (logits.places() != 1 || logits.classes() < 2)) {
            throw new RefusedAnswerException(
                    AnswerRefusal.MISMATCH,
                    "private votes are for one of several classes: expected [C], but the answer to a sample is %s"
                            .formatted(logits.sampleShape()),
                    null);
        }
    }

    private static void requireCounts(Knowledge knowledge, int samples) throws RefusedAnswerException {
        requireCount("labels", knowledge.getLabelsCount(), samples);
        requireCount("sample ids", knowledge.getSampleIdsCount(), samples);
        requireCount("sample indexes", knowledge.getSampleIndexesCount(), samples);
        requireRows(knowledge.getInputsList(), samples);
        requireRows(knowledge.getFeatureMapsList(), samples);
        if (knowledge.hasLabelTensor()) {
            requireRows(List.of(knowledge.getLabelTensor()), samples);
        }
    }

    private static void requireRows(List<Tensor> tensors, int samples) throws RefusedAnswerException {
        for (Tensor tensor : tensors) {
            boolean fits = tensor.getShapeCount() > 0
                    && tensor.getShape(0) == samples
                    && tensor.getData().size() % samples == 0;
            if (!fits) {
                throw malformed(
                        "tensor '%s': expected %d samples, but it has shape %s and %d bytes"
                                .formatted(
                                        tensor.getName(),
                                        samples,
                                        tensor.getShapeList(),
                                        tensor.getData().size()),
                        null);
            }
        }
    }

    private static void requireCount(String what, int count, int samples) throws RefusedAnswerException {
        if (count != 0 && count != samples) {
            throw malformed("%d %s for %d samples".formatted(count, what, samples), null);
        }
    }

    private static BitSet answered(Knowledge knowledge, int samples) throws RefusedAnswerException {
        BitSet answered = new BitSet();
        if (knowledge.getSampleIndexesCount() == 0) {
            answered.set(0, samples);
            return answered;
        }
        int before = -1;
        for (int index : knowledge.getSampleIndexesList()) {
            if (index <= before || index >= MOST_SAMPLES) {
                throw malformed(
                        "sample index %s: expected ascending indexes below %d"
                                .formatted(Integer.toUnsignedString(index), MOST_SAMPLES),
                        null);
            }
            answered.set(index);
            before = index;
        }
        return answered;
    }

    private List<String> names() {
        return settings.teachers().stream().map(MergedTeacher::name).toList();
    }

    private static RefusedAnswerException malformed(String message, Throwable cause) {
        return new RefusedAnswerException(AnswerRefusal.MALFORMED, message, cause);
    }
}
