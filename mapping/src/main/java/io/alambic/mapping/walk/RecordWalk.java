package io.alambic.mapping.walk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;
import io.alambic.mapping.expression.Source;
import io.alambic.mapping.format.RecordFormat;
import io.alambic.mapping.plan.MappingPlan;
import io.alambic.mapping.plan.PathNode;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LiteralValue;
import io.alambic.mapping.value.ParsedValue;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads records one after the other, each from its beginning to its end. Used by one thread at a time. */
public final class RecordWalk {

    private final RecordFormat format;
    private final MappingPlan plan;
    private final SampleCollector samples;
    private SourceRecord record;
    private JsonParser parser;
    private ParsedValue value;

    /**
     * A walk through records.
     *
     * @param maxBytes most bytes that the samples of one may take
     */
    public RecordWalk(RecordFormat format, MappingPlan plan, int maxBytes) {
        this.format = format;
        this.plan = plan;
        this.samples = new SampleCollector(
                plan, maxBytes, plan.manySamples() || format.hasSeveralDocuments(), () -> withoutDot(path()));
    }

    /**
     * Returns the samples of a record.
     *
     * @param one with a value
     * @throws RefusedRecordException if the record cannot be mapped, or none of its samples can
     */
    public MappedSamples map(SourceRecord one) throws RefusedRecordException {
        record = one;
        try {
            readDocuments();
            return samples.samples();
        } finally {
            record = null;
            parser = null;
            value = null;
            samples.clear();
        }
    }

    /** Returns whether it holds little memory between two records. */
    public boolean isSmall() {
        return samples.isSmall();
    }

    private void readDocuments() throws RefusedRecordException {
        try (JsonParser opened = format.open(record)) {
            parser = opened;
            value = new ParsedValue(opened);
            int documents = 0;
            for (JsonToken token = opened.nextToken(); token != null; token = opened.nextToken()) {
                if (documents == 1 && !format.hasSeveralDocuments()) {
                    throw malformed("expected one %s document, but more follows it".formatted(format.label()), null);
                }
                readDocument(token);
                documents++;
            }
            if (documents == 0) {
                throw malformed("expected %s, but the value is empty".formatted(format.label()), null);
            }
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " in line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw malformed("expected %s, but%s: %s".formatted(format.label(), place, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw malformed("expected %s, but: %s".formatted(format.label(), e.getMessage()), e);
        }
    }

    private static RefusedRecordException malformed(String message, Exception cause) {
        return new RefusedRecordException(RefusedRecordException.Kind.MALFORMED, 0, message, cause);
    }

    private void readDocument(JsonToken first) throws IOException, RefusedRecordException {
        samples.beginDocument();
        for (int taker = 0; taker < plan.takers().size(); taker++) {
            Source source = plan.takers().get(taker).source();
            if (!(source instanceof Source.Field)) {
                giveBeside(taker, source);
            }
        }
        read(plan.root(), first);
        samples.endDocument();
    }

    /** Gives what stands beside the value: the key, a header, the record's time. */
    private void giveBeside(int taker, Source source) throws IOException, RefusedRecordException {
        if (source instanceof Source.RecordTime) {
            give(taker, LiteralValue.of(Long.toString(record.timestampMs())), source.toString());
            return;
        }
        byte[] bytes = source instanceof Source.Header header ? record.headers().apply(header.name()) : record.key();
        if (bytes == null) {
            giveNothing(taker, source.toString());
        } else {
            give(taker, LiteralValue.of(new String(bytes, StandardCharsets.UTF_8)), source.toString());
        }
    }

    private void read(PathNode node, JsonToken token) throws IOException, RefusedRecordException {
        if (node.isSample()) {
            samples.beginSample();
            readWithin(node, token);
            samples.endSample();
        } else {
            readWithin(node, token);
        }
    }

    private void readWithin(PathNode node, JsonToken token) throws IOException, RefusedRecordException {
        switch (token) {
            case START_OBJECT -> {
                if (node.takesObject()) {
                    readObject(node);
                } else {
                    readOther(node, "an object");
                }
            }
            case START_ARRAY -> {
                if (node.takesEntries()) {
                    readEntries(node);
                } else if (node.takers().length > 0) {
                    readList(node);
                } else {
                    readOther(node, "a list");
                }
            }
            case VALUE_NULL -> {
                give(node);
                if (!node.children().isEmpty()) {
                    readNothingBelow(node, path());
                }
            }
            default -> {
                give(node);
                if (!node.children().isEmpty()) {
                    readOther(node, "a single value");
                }
            }
        }
    }

    /** A name that comes twice has no meaning that one could rely on. */
    private void readObject(PathNode node) throws IOException, RefusedRecordException {
        long[] seen = new long[(node.children().size() + Long.SIZE - 1) / Long.SIZE];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            PathNode child = node.field(parser.currentName());
            JsonToken token = parser.nextToken();
            if (child == null) {
                parser.skipChildren();
                continue;
            }
            long bit = 1L << child.number();
            if ((seen[child.number() / Long.SIZE] & bit) != 0 && !node.leadsToEach()) {
                throw malformed("%s: expected one field of this name, but got two".formatted(shown(path())), null);
            }
            seen[child.number() / Long.SIZE] |= bit;
            read(child, token);
        }
        if (!node.leadsToEach()) {
            for (PathNode child : node.children()) {
                if ((seen[child.number() / Long.SIZE] & 1L << child.number()) == 0) {
                    readNothing(child, path() + child.step());
                }
            }
        }
    }

    private void readEntries(PathNode node) throws IOException, RefusedRecordException {
        int length = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            PathNode child = node.entry(length++);
            if (child == null) {
                parser.skipChildren();
            } else {
                read(child, token);
            }
        }
        for (PathNode child : node.children()) {
            if (node.isBeyond(length, child)) {
                readNothing(child, path() + child.step());
            }
        }
    }

    /** Reads lists in each other, whose values all belong to the same takers. */
    private void readList(PathNode node) throws IOException, RefusedRecordException {
        int depth = 0;
        JsonToken token = JsonToken.START_ARRAY;
        do {
            switch (token) {
                case START_ARRAY -> {
                    depth++;
                    for (int taker : node.takers()) {
                        beginList(taker);
                    }
                }
                case END_ARRAY -> {
                    depth--;
                    for (int taker : node.takers()) {
                        endList(taker);
                    }
                }
                case START_OBJECT -> readOther(node, "an object");
                default -> give(node);
            }
            token = depth == 0 ? null : nextAfterNumbers(node);
        } while (token != null);
    }

    /** Returns the next token of a list that is not taken as one of many numbers. */
    private JsonToken nextAfterNumbers(PathNode node) throws IOException {
        JsonToken token = parser.nextToken();
        int[] takers = node.takers();
        boolean isNumber = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        return isNumber && takers.length == 1 && !samples.isDone(takers[0])
                ? samples.taker(takers[0]).takeNumbers(parser)
                : token;
    }

    private void beginList(int taker) {
        try {
            if (!samples.isDone(taker)) {
                samples.taker(taker).beginList();
            }
        } catch (InvalidValueException e) {
            fault(taker, null, e);
        }
    }

    private void endList(int taker) {
        try {
            if (!samples.isDone(taker)) {
                samples.taker(taker).endList();
            }
        } catch (InvalidValueException e) {
            fault(taker, null, e);
        }
    }

    private void give(PathNode node) throws IOException, RefusedRecordException {
        for (int taker : node.takers()) {
            give(taker, value, null);
        }
    }

    /** Gives a value; the parser knows the place of what comes from it. */
    private void give(int taker, ScalarValue given, String place) throws IOException, RefusedRecordException {
        try {
            if (!samples.isDone(taker)) {
                samples.taker(taker).take(given);
            }
        } catch (InvalidValueException e) {
            fault(taker, place, e);
        }
    }

    /** Skips what does not fit. */
    private void readOther(PathNode node, String what) throws IOException {
        for (int taker : node.takers()) {
            try {
                if (!samples.isDone(taker)) {
                    samples.taker(taker).takeOther(what);
                }
            } catch (InvalidValueException e) {
                fault(taker, null, e);
            }
        }
        if (node.leadsToSamples() && !node.isSample()) {
            samples.noSamples("%s: expected samples, but got %s".formatted(shown(path()), what));
        }
        if (!node.children().isEmpty()) {
            node.children().forEach(child -> readOtherAbove(child, path(), child.step(), what));
        }
        parser.skipChildren();
    }

    /** Tells those below that there is no way to them. */
    private void readOtherAbove(PathNode node, String place, String rest, String what) {
        for (int taker : node.takers()) {
            if (!(samples.taker(taker) instanceof FilterTaker) && samples.tellsFault(taker)) {
                samples.fault(taker, "%s: expected %s in it, but got %s".formatted(shown(place), rest, what));
            }
        }
        for (PathNode child : node.children()) {
            readOtherAbove(child, place, rest + child.step(), what);
        }
    }

    private void readNothing(PathNode node, String place) throws IOException, RefusedRecordException {
        if (node.leadsToSamples()) {
            samples.noSamples("%s: expected samples, but it is missing".formatted(shown(place)));
        }
        for (int taker : node.takers()) {
            giveNothing(taker, place);
        }
        readNothingBelow(node, place);
    }

    private void readNothingBelow(PathNode node, String place) throws IOException, RefusedRecordException {
        for (PathNode child : node.children()) {
            if (!node.leadsToEach() || child.leadsToSamples()) {
                readNothing(child, place + child.step());
            }
        }
    }

    private void giveNothing(int taker, String place) throws IOException, RefusedRecordException {
        try {
            if (!samples.isDone(taker)) {
                samples.taker(taker).takeNothing();
            }
        } catch (InvalidValueException e) {
            fault(taker, place, e);
        }
    }

    /** Notes a fault; without a place it is where the parser is. */
    private void fault(int taker, String place, InvalidValueException e) {
        if (samples.tellsFault(taker)) {
            samples.fault(taker, "%s: %s".formatted(shown(place == null ? path() : place), e.getMessage()));
        }
    }

    private static String shown(String place) {
        String text = withoutDot(place);
        return text.isEmpty() ? "the record" : text;
    }

    private static String withoutDot(String place) {
        return place.startsWith(".") ? place.substring(1) : place;
    }

    /** Returns the place where the parser is. */
    private String path() {
        StringBuilder path = new StringBuilder();
        JsonToken token = parser.currentToken();
        boolean begins = token != null && token.isStructStart();
        JsonStreamContext here = parser.getParsingContext();
        for (JsonStreamContext at = begins ? here.getParent() : here; at != null; at = at.getParent()) {
            if (at.inArray()) {
                path.insert(0, "[%d]".formatted(at.getCurrentIndex()));
            } else if (at.inObject() && at.getCurrentName() != null) {
                path.insert(0, "." + InvalidValueException.shortened(at.getCurrentName()));
            }
        }
        return path.toString();
    }
}
