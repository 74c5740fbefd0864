package io.alambic.cli.deadletters;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.StreamsErrorHeaders;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;

/** Describes one letter in lines of text: a value by names, types and shapes, and by its data only where it is asked for. */
final class LetterDescription {

    private static final Set<String> OF_KNOWLEDGE = Set.of("student", "merge");
    private static final int LONGEST_KEY = 200;

    /** Headers that have a line of their own. */
    private static final Set<String> FACTS = Set.of(
            DeadLetter.REASON,
            DeadLetter.MESSAGE,
            DeadLetter.EXCEPTION,
            DeadLetter.SERVICE,
            DeadLetter.TOPIC,
            DeadLetter.PARTITION,
            DeadLetter.OFFSET,
            DeadLetter.SAMPLE);

    private final List<String> lines = new ArrayList<>();

    private LetterDescription() {}

    /**
     * Returns the lines.
     *
     * @param withData whether the value's data are shown
     */
    static List<String> of(StoredLetter stored, boolean withData) {
        LetterDescription description = new LetterDescription();
        description.letter(stored);
        description.headers(stored);
        description.line(
                "key",
                stored.record().key() == null ? "none" : shown(stored.record().key()));
        description.value(stored, withData);
        return description.lines;
    }

    private void letter(StoredLetter stored) {
        DeadLetter letter = stored.letter();
        line("letter", stored.place());
        line("time", stored.time().toString());
        line("service", letter.service());
        line("reason", letter.reason());
        line("message", letter.message());
        line("exception", letter.exception().isEmpty() ? "none" : letter.exception());
        line("origin", stored.origin());
    }

    private void headers(StoredLetter stored) {
        for (Header header : stored.record().headers()) {
            if (!FACTS.contains(header.key())) {
                String value = header.value() == null
                        ? "none"
                        : header.key().equals(StreamsErrorHeaders.STACK_TRACE)
                                ? new String(header.value(), StandardCharsets.UTF_8).stripTrailing()
                                : shown(header.value());
                line("header", header.key() + " = " + value);
            }
        }
    }

    private void value(StoredLetter stored, boolean withData) {
        byte[] value = stored.record().value();
        if (value == null) {
            line("value", "none: the letter holds the place of its record only");
            return;
        }
        String type = OF_KNOWLEDGE.contains(stored.letter().service()) ? "Knowledge" : "SampleBatch";
        Optional<Message> message = parsed(value, type);
        line(
                "value",
                "%,d bytes, %s"
                        .formatted(
                                value.length, message.isPresent() ? "a " + type : "which are no %s".formatted(type)));
        message.ifPresent(this::message);
        if (withData) {
            line(
                    "data",
                    message.map(known ->
                                    TextFormat.printer().printToString(known).stripTrailing())
                            .orElseGet(() -> HexFormat.of().formatHex(value)));
        }
    }

    private static Optional<Message> parsed(byte[] value, String type) {
        try {
            return Optional.of(type.equals("Knowledge") ? Knowledge.parseFrom(value) : SampleBatch.parseFrom(value));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private void message(Message message) {
        if (message instanceof SampleBatch batch) {
            batch.getTensorsList().forEach(tensor -> tensor("tensor", tensor));
            if (batch.hasLabelTensor()) {
                tensor("labels", batch.getLabelTensor());
            }
            counts(batch.getLabelsCount(), batch.getSampleIdsCount());
        } else if (message instanceof Knowledge knowledge) {
            line("teacher", "%s %s".formatted(knowledge.getTeacherName(), knowledge.getTeacherVersion()));
            line(
                    "sample record",
                    "%s %d:%d"
                            .formatted(
                                    knowledge.getOrigin().getTopic(),
                                    knowledge.getOrigin().getPartition(),
                                    knowledge.getOrigin().getOffset()));
            knowledge.getInputsList().forEach(tensor -> tensor("input", tensor));
            if (knowledge.getLogits().hasFull()) {
                tensor("logits", knowledge.getLogits().getFull());
            } else if (knowledge.getLogits().hasTopK()) {
                tensor("logits", knowledge.getLogits().getTopK().getLogits());
                line("classes", Integer.toString(knowledge.getLogits().getTopK().getClassCount()));
            }
            knowledge.getFeatureMapsList().forEach(tensor -> tensor("feature map", tensor));
            counts(knowledge.getLabelsCount(), knowledge.getSampleIdsCount());
        }
    }

    private void counts(int labels, int ids) {
        line("labels", Integer.toString(labels));
        line("sample ids", Integer.toString(ids));
    }

    private void tensor(String what, Tensor tensor) {
        line(
                what,
                "%s %s %s, %,d bytes"
                        .formatted(
                                tensor.getName().isEmpty() ? "(unnamed)" : tensor.getName(),
                                tensor.getDataType().name().replaceFirst("^DATA_TYPE_", ""),
                                tensor.getShapeList(),
                                tensor.getData().size()));
    }

    private static String shown(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String escaped = TextFormat.escapeBytes(ByteString.copyFromUtf8(
                    text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "..."));
            return "\"" + escaped + "\"";
        } catch (CharacterCodingException e) {
            return "%,d bytes".formatted(bytes.length);
        }
    }

    private void line(String name, String value) {
        lines.add(printable("%-14s%s".formatted(name, value)));
    }

    /** Returns a text without what a terminal would take for a command. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "?");
    }
}
