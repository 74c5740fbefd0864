package io.alambic.teacher.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ModelIdentity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Answers with a network, in passes of at most max-batch samples. Samples that the network refuses cost no others their
 * answer. It reuses one buffer for each input, and frees every native array before it returns.
 */
final class NetworkTeacher implements Teacher {

    private final ModelSettings settings;
    private final ModelIdentity identity;
    private final InferenceNetwork network;
    private final RefusalJudge judge;
    private final NDManager manager;
    private final List<TensorSpec> inputs;
    private final List<RowBuffer> rows = new ArrayList<>();

    NetworkTeacher(
            ModelSettings settings,
            ModelIdentity identity,
            InferenceNetwork network,
            RefusalJudge judge,
            NDManager parent) {
        this.settings = settings;
        this.identity = identity;
        this.network = network;
        this.judge = judge;
        this.manager = parent.newSubManager();
        this.inputs = network.signature().inputs();
        inputs.forEach(input -> rows.add(new RowBuffer()));
    }

    @Override
    public ModelIdentity identity() {
        return identity;
    }

    @Override
    public TeacherAnswer answer(List<List<EncodedTensor>> records) {
        try (NDManager scope = manager.newSubManager()) {
            IsolatingPass pass = new IsolatingPass(network, scope, failure -> judge.beforeSplit(this::probe));
            rows.forEach(RowBuffer::clear);
            for (List<EncodedTensor> record : records) {
                gather(record, pass);
            }
            pass(pass);
            judge(records, pass);
            return encode(pass);
        }
    }

    private void gather(List<EncodedTensor> record, IsolatingPass pass) {
        int samples = Math.toIntExact(record.get(0).samples());
        int from = 0;
        while (from < samples) {
            int count =
                    Math.min(samples - from, settings.maxBatch() - rows.get(0).rows());
            for (int input = 0; input < rows.size(); input++) {
                rows.get(input).append(record.get(input), from, count);
            }
            from += count;
            if (rows.get(0).rows() == settings.maxBatch()) {
                pass(pass);
            }
        }
    }

    private void pass(IsolatingPass pass) {
        int count = rows.get(0).rows();
        if (count > 0) {
            pass.add(owner -> arrays(rows, owner), count);
            rows.forEach(RowBuffer::clear);
        }
    }

    private Map<String, NDArray> arrays(List<RowBuffer> buffers, NDManager owner) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (int input = 0; input < buffers.size(); input++) {
            arrays.put(inputs.get(input).name(), buffers.get(input).toArray(owner));
        }
        return arrays;
    }

    /** Asks about one sample, in buffers of its own: those of a batch may be in use. */
    private Optional<RuntimeException> probe(List<EncodedTensor> sample) {
        List<RowBuffer> buffers = sample.stream()
                .map(tensor -> {
                    RowBuffer buffer = new RowBuffer();
                    buffer.append(tensor, 0, 1);
                    return buffer;
                })
                .toList();
        try (NDManager pass = manager.newSubManager()) {
            network.forward(arrays(buffers, pass));
            return Optional.empty();
        } catch (RuntimeException e) {
            if (!IsolatingPass.isOfRows(e)) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private void judge(List<List<EncodedTensor>> records, IsolatingPass pass) {
        if (pass.refused().size() == pass.rows()) {
            judge.allRefused(records, pass.refused().values(), this::probe);
        } else if (!judge.hasReference()) {
            keepReference(records, pass.refused().keySet());
        }
    }

    private void keepReference(List<List<EncodedTensor>> records, Set<Integer> refused) {
        int row = 0;
        for (List<EncodedTensor> record : records) {
            int first = row;
            int samples = Math.toIntExact(record.get(0).samples());
            OptionalInt answered = IntStream.range(0, samples)
                    .filter(sample -> !refused.contains(first + sample))
                    .findFirst();
            if (answered.isPresent()) {
                judge.answered(record, answered.getAsInt());
                return;
            }
            row += samples;
        }
    }

    private TeacherAnswer encode(IsolatingPass pass) {
        BitSet unusable = new BitSet();
        Map<String, EncodedRows> maps = new LinkedHashMap<>();
        EncodedRows logits = null;
        for (Map.Entry<String, NDList> output : pass.outputs().entrySet()) {
            NDList parts = output.getValue();
            NDArray all = parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
            boolean isLogits = output.getKey().equals(Signature.LOGITS);
            EncodedRows encoded = isLogits
                    ? EncodedRows.encodeLogits(all)
                    : EncodedRows.encode(all, settings.encoding(), network.channelsLast());
            unusable.or(encoded.unusable());
            if (isLogits) {
                logits = encoded;
            } else {
                maps.put(output.getKey(), encoded);
            }
        }
        return new TeacherAnswer(logits, maps, unusable, pass.refused());
    }

    @Override
    public void close() {
        manager.close();
    }
}
