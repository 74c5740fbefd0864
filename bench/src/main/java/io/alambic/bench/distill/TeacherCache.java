package io.alambic.bench.distill;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.digest.Sha256;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.StepReport;
import io.alambic.core.train.SupervisedTraining;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Trained teachers on this machine, one for each data set and way of training.
 *
 * @param folder where they are kept
 */
public record TeacherCache(Path folder) {

    private static final int KEY_BYTES = 8;

    /**
     * Returns the teacher for this data: from the cache, else trained now and put there.
     *
     * @param progress told after each step of a training
     * @param parent manager under which the network keeps its weights
     * @throws IOException if the cache cannot be used
     */
    LoadedModel get(
            Protocol protocol, LabelledData train, LabelledData test, Consumer<StepReport> progress, NDManager parent)
            throws IOException {
        Path place = folder.resolve(key(protocol, train));
        if (!Files.isRegularFile(place.resolve("model.json"))) {
            SupervisedTraining training = new SupervisedTraining(protocol.teacherTraining(), parent);
            LabelledData seen = protocol.mirrored() ? train.withMirrored() : train;
            try (Candidate trained = training.train(protocol.teacher(), seen, progress)) {
                ModelFolder.save(
                        place,
                        "teacher",
                        protocol.teacher(),
                        trained.network(),
                        training.accuracy(trained.network(), test),
                        (long) protocol.teacherTraining().epochs() * seen.size());
            }
        }
        return ModelFolder.load(place, parent);
    }

    private static String key(Protocol protocol, LabelledData train) {
        String training = "%s %s %s".formatted(protocol.teacher(), protocol.teacherTraining(), protocol.mirrored());
        ByteBuffer pixels = train.input().data().duplicate();
        MessageDigest digest = Sha256.of(pixels.remaining());
        digest.update(pixels);
        digest.update(training.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    }
}
