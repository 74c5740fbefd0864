package io.alambic.mapping.walk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Takes the values of one path while a record is read. Used by one thread. */
interface Taker {

    /** Forgets the last sample. */
    void begin();

    /**
     * Takes a value; null too.
     *
     * @throws InvalidValueException if it does not fit
     * @throws RefusedRecordException if the record takes too much memory
     */
    void take(ScalarValue value) throws IOException, InvalidValueException, RefusedRecordException;

    /**
     * Takes numbers that follow each other in a list, as far as it can; what stops it is then given to it by itself.
     *
     * @param parser at a value in a list
     * @return the token at which the parser is then: that value's, if it has taken none
     */
    default JsonToken takeNumbers(JsonParser parser) throws IOException {
        return parser.currentToken();
    }

    /**
     * Is told that a list begins, whose entries follow.
     *
     * @throws InvalidValueException if there must be none
     */
    void beginList() throws InvalidValueException;

    /**
     * Is told that the list ends.
     *
     * @throws InvalidValueException if it does not fit those before it
     */
    void endList() throws InvalidValueException;

    /**
     * Is told that something is there that cannot be taken.
     *
     * @param what an object, for example
     * @throws InvalidValueException if this does not fit
     */
    void takeOther(String what) throws InvalidValueException;

    /**
     * Is told that nothing is there.
     *
     * @throws InvalidValueException if there must be something
     */
    void takeNothing() throws IOException, InvalidValueException, RefusedRecordException;

    /**
     * Is told that the sample has been read.
     *
     * @throws InvalidValueException if something is missing
     */
    void end() throws InvalidValueException;
}
