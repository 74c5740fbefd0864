package io.alambic.bench.micro;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Steps of the student from the bytes of a feature map to the engine, one by one, for a batch of the quickstart's as
 * the teacher encodes it. The floor is a copy of these bytes from the heap to native memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Decoding {

    /** Encoding of the map. */
    @Param
    public Encoding encoding;

    private final RowBuffer rows = new RowBuffer();
    private ByteBuffer record;
    private ByteBuffer target;
    private EncodedTensor tensor;

    /** Encodes random numbers. */
    @Setup
    public void encode() {
        TensorSpec map = Quickstart.TEACHER.signature().output("block2");
        try (NDManager manager = NDManager.newBaseManager();
                NDArray values = manager.randomUniform(0, 1, map.batchShape(Quickstart.BATCH))) {
            record = ByteBuffer.wrap(EncodedRows.encode(values, encoding)
                    .rows(map.name(), 0, Quickstart.BATCH)
                    .toByteArray());
        }
        target = ByteBuffer.allocateDirect(record.remaining());
        tensor = parse();
    }

    /** Copies the bytes: the floor. */
    @Benchmark
    public ByteBuffer copy() {
        return target.clear().put(record.duplicate());
    }

    /** Parses the message; its data is a view of the record's bytes. */
    @Benchmark
    public EncodedTensor parse() {
        try {
            CodedInputStream input =
                    UnsafeByteOperations.unsafeWrap(record.duplicate()).newCodedInput();
            input.enableAliasing(true);
            return EncodedTensor.of(Tensor.parseFrom(input));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks for NaN and infinity. */
    @Benchmark
    public OptionalInt check() {
        return FiniteNumbers.firstNotFinite(tensor);
    }

    /** Copies the rows into the buffer that the engine reads. */
    @Benchmark
    public RowBuffer decode() {
        rows.clear();
        rows.append(tensor, 0, Quickstart.BATCH);
        return rows;
    }
}
