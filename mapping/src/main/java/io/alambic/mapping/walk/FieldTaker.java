package io.alambic.mapping.walk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.expression.Source;
import io.alambic.mapping.operation.Chain;
import io.alambic.mapping.plan.FieldPlan;
import io.alambic.mapping.plan.TensorPlan;
import io.alambic.mapping.value.ElementCursor;
import io.alambic.mapping.value.Elements;
import io.alambic.mapping.value.GrowingBytes;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LastResult;
import io.alambic.mapping.value.NumberRun;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Puts the values of a field into its place in a tensor. */
final class FieldTaker implements Taker {

    private final TensorPlan tensor;
    private final FieldPlan plan;
    private final Chain chain;
    private final boolean eachSeparately;
    private final TensorRows rows;
    private final GrowingBytes bytes;
    private final ElementCursor cursor;
    private final NumberRun run;
    private final LastResult last;
    private final NestedLists lists = new NestedLists();
    private int values;

    /**
     * A taker.
     *
     * @param last what was made last of a value of the record
     * @param limit most bytes of a field that is the same for all samples
     */
    FieldTaker(TensorPlan tensor, FieldPlan plan, TensorRows rows, LastResult last, int limit) {
        this.last = last;
        this.tensor = tensor;
        this.plan = plan;
        this.chain = plan.expression().chain();
        this.eachSeparately = plan.expression().source() instanceof Source.Field field
                && field.path().hasWildcard();
        this.rows = rows;
        this.bytes = plan.ofRecord() ? new GrowingBytes(limit) : rows.bytes();
        this.cursor = new ElementCursor(bytes, tensor.type());
        this.run = new NumberRun(bytes, cursor, tensor.type());
    }

    /** Forgets the record. */
    void clear() {
        if (plan.ofRecord()) {
            bytes.clear();
        }
    }

    @Override
    public void begin() {
        values = 0;
        lists.begin();
        cursor.moveTo(
                plan.ofRecord()
                        ? 0
                        : rows.end() + plan.firstElement() * tensor.type().bytes());
    }

    @Override
    public void take(ScalarValue value) throws IOException, InvalidValueException, RefusedRecordException {
        lists.value();
        if (value.kind() == ScalarValue.Kind.NONE) {
            takeMissing();
        } else {
            put(value);
        }
    }

    @Override
    public JsonToken takeNumbers(JsonParser parser) throws IOException {
        if (!chain.isPlain() || !lists.mayHoldValue()) {
            return parser.currentToken();
        }
        JsonToken next = run.put(parser, plan.values() == FieldPlan.ANY ? Integer.MAX_VALUE : plan.values() - values);
        values += run.numbers();
        lists.values(run.numbers());
        return next;
    }

    private void put(ScalarValue value) throws IOException, InvalidValueException, RefusedRecordException {
        if (chain.unfolding() == null) {
            makeRoom(1);
            chain.put(value, cursor);
            values++;
            return;
        }
        Elements elements = chain.unfolding().unfold(value, last);
        int count = elements.count(tensor.type());
        makeRoom(count);
        cursor.put(elements);
        values += count;
    }

    private void takeMissing() throws IOException, InvalidValueException, RefusedRecordException {
        if (chain.fallback() != null) {
            put(chain.fallback());
            return;
        }
        makeRoom(1);
        if (chain.isOptional()) {
            for (int element = 0; element < chain.width(); element++) {
                cursor.putUnknown();
            }
        } else {
            throw new InvalidValueException("expected a value, but it is missing");
        }
        values++;
    }

    @Override
    public void takeNothing() throws IOException, InvalidValueException, RefusedRecordException {
        int missing = eachSeparately || plan.values() == FieldPlan.ANY ? 1 : plan.values() - values;
        for (int value = 0; value < missing; value++) {
            takeMissing();
        }
    }

    private void makeRoom(int more) throws InvalidValueException, RefusedRecordException {
        if (plan.values() != FieldPlan.ANY && (long) values + more > plan.values()) {
            throw new InvalidValueException(
                    plan.values() == 1
                            ? "expected one value, but got more"
                            : "expected %d values, but got more".formatted(plan.values()));
        }
        boolean growsWithValues = plan.ofRecord() || plan.values() == FieldPlan.ANY;
        if (growsWithValues
                && !bytes.ensure(cursor.position()
                        + (long) more * chain.width() * tensor.type().bytes())) {
            throw RecordTooLarge.refusal();
        }
    }

    @Override
    public void beginList() throws InvalidValueException {
        lists.open();
    }

    @Override
    public void endList() throws InvalidValueException {
        lists.close();
    }

    @Override
    public void takeOther(String what) throws InvalidValueException {
        throw new InvalidValueException(
                "expected %s, but got %s".formatted(plan.values() == 1 ? "one value" : "a list of values", what));
    }

    @Override
    public void end() throws InvalidValueException {
        if (plan.values() != FieldPlan.ANY && values != plan.values()) {
            throw new InvalidValueException("expected %d values, but got %d".formatted(plan.values(), values));
        }
        if (tensor.fields().size() == 1 && !eachSeparately && chain.listed().isEmpty()) {
            lists.requireShape(tensor.shape(), tensor.openAxis(), chain.width());
        }
        if (plan.values() == FieldPlan.ANY) {
            rows.resize(values * chain.width());
        }
    }

    /** Copies what is the same for all samples into samples, which end at the end of the rows. */
    void copyTo(int firstRow) {
        int length = plan.elements() * tensor.type().bytes();
        for (int at = firstRow * tensor.rowBytes(); at < rows.end(); at += tensor.rowBytes()) {
            rows.bytes()
                    .copy(
                            bytes,
                            0,
                            length,
                            at + plan.firstElement() * tensor.type().bytes());
        }
    }
}
