package io.alambic.models.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import io.alambic.models.remote.RequestTooLargeException;
import io.alambic.models.remote.RestCalls;
import io.alambic.models.text.ClassMass;
import io.alambic.models.text.ConcurrentAnswers;
import io.alambic.models.text.TextRows;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;

/**
 * A service that classifies texts as a network: texts in, the logarithms of the classes' probabilities out. Each sample of a pass is a call,
 * and as many run at once as there are threads. All calls of a pass share its budget. Closing ends the threads.
 */
final class ClassifierNetwork implements InferenceNetwork {

    private static final int ATTEMPTS = 3;

    /** Scores are rounded; more than this above 1, and they are no probabilities of classes that exclude each other. */
    private static final double TOLERANCE = 0.01;

    private final ClassifierSettings settings;
    private final RestCalls calls;
    private final Signature signature;
    private final ConcurrentAnswers answers;

    ClassifierNetwork(ClassifierSettings settings, List<TensorSpec> inputs, RestCalls calls) {
        this.settings = settings;
        this.calls = calls;
        this.signature = new Signature(
                inputs,
                List.of(new TensorSpec(
                        Signature.LOGITS,
                        TensorType.FP32,
                        new Shape(settings.classes().size()))));
        this.answers = new ConcurrentAnswers(settings.endpoint().toString(), settings.concurrency());
    }

    @Override
    public Signature signature() {
        return signature;
    }

    /**
     * Asks about a text.
     *
     * @throws ModelUnavailableException if it is not answered in time
     * @throws ModelRefusedException if it is refused, or the answer is not about the classes
     */
    void requireClasses(String text) {
        ask(text, calls.end());
    }

    /**
     * {@inheritDoc}
     *
     * @throws ModelUnavailableException if not every sample is answered in time
     * @throws ModelRefusedException if the service refuses a sample, or its answer is not about the classes
     */
    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        NDArray bytes = inputs.get(settings.text());
        List<String> texts = TextRows.of(settings.text(), bytes);
        long end = calls.end();
        int classes = settings.classes().size();
        float[] rows = answers.logits(texts, classes, text -> ask(text, end));
        return Map.of(Signature.LOGITS, bytes.getManager().create(rows, new Shape(texts.size(), classes)));
    }

    private float[] ask(String text, long end) {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.endpoint())
                .header("Content-Type", settings.protocol().contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        settings.protocol().request(text, settings.classes().size())));
        try {
            return logits(calls.call(
                    request, end, ATTEMPTS, body -> settings.protocol().scores(body)));
        } catch (RequestTooLargeException e) {
            throw refused("takes no text so long, or answers too much: " + e.getMessage(), e);
        }
    }

    private float[] logits(Map<String, Double> scores) {
        double[] mass = new double[settings.classes().size()];
        double sum = 0;
        double least = 1;
        for (Map.Entry<String, Double> each : scores.entrySet()) {
            int place = settings.classes().indexOf(each.getKey());
            double score = each.getValue();
            if (place < 0) {
                throw refused("expected labels of %s, but got '%s'".formatted(settings.classes(), each.getKey()), null);
            }
            if (!(score >= 0 && score <= 1 + TOLERANCE)) {
                throw refused("expected probabilities, but label '%s' has %s".formatted(each.getKey(), score), null);
            }
            mass[place] = score;
            sum += score;
            least = Math.min(least, score);
        }
        if (!(sum > 0 && sum <= 1 + TOLERANCE)) {
            throw refused("expected probabilities with a sum above 0 and at most 1, but it is %s".formatted(sum), null);
        }
        return ClassMass.logits(mass, Math.max(0, 1 - sum), least);
    }

    private ModelRefusedException refused(String what, Exception cause) {
        return new ModelRefusedException("%s: %s".formatted(settings.endpoint(), what), false, cause);
    }

    @Override
    public void close() {
        answers.close();
    }
}
