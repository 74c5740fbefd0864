package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.kafka.RecordLimits;
import io.alambic.launch.Jvm;
import io.alambic.student.KnowledgeLog;
import io.alambic.testing.ServiceUnderTest;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged student within the memory that docs/configuration.md states, on records of 8 MiB. */
class StudentMemoryIT {

    private static final int SIDE = 512;
    private static final int SAMPLES = 8;
    private static final int CLASSES = 2;
    private static final int RECORDS = 40;
    private static final Jvm MEMORY =
            ServiceUnderTest.SMALL.with("-XX:MaxDirectMemorySize=384m", "-XX:+ExitOnOutOfMemoryError");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path work;

    /** All is there before the student reads the first: no teacher could be faster. */
    @Test
    void knowledgeOf8MebibytesThatComesFasterThanItIsLearnedFillsNoMemory() throws Exception {
        // Given
        try (KnowledgeLog log =
                KnowledgeLog.on(BROKER, RecordLimits.DEFAULT.producer()).create(2)) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] value = knowledge(i).toByteArray();
                assertThat(value).hasSizeGreaterThan(8 << 20);
                log.send(i % 2, value);
            }

            // When
            try (StudentProcess student = StudentProcess.start(MEMORY, settings(log), work.resolve("log"))) {
                student.awaitStarted().await("everything to be learned", () -> log.committedOffsets()
                        .equals(log.endOffsets()));

                // Then
                assertThat(student.scrape().value("alambic_student_samples_total"))
                        .isEqualTo(RECORDS * SAMPLES);
                assertThat(student.output()).doesNotContain("OutOfMemoryError").doesNotContain("ERROR");
            }
        }
    }

    private Map<String, String> settings(KnowledgeLog log) {
        Map<String, String> settings = StudentProcess.settings(log, work.resolve("checkpoints"));
        settings.put("alambic.student.model.input", "1x%dx%d".formatted(SIDE, SIDE));
        settings.put("alambic.student.model.convolutions", "1,1");
        settings.put("alambic.student.model.dense", "");
        settings.put("alambic.student.model.classes", Integer.toString(CLASSES));
        settings.put("alambic.student.lambda2", "0");
        settings.put("alambic.student.batch-size", "32");
        settings.put("alambic.student.holdout-window", "16");
        settings.put("alambic.student.publish-interval", "1s");
        return settings;
    }

    private static Knowledge knowledge(long offset) {
        return Knowledge.newBuilder()
                .setTeacherName("computed")
                .setTeacherVersion("1")
                .setOrigin(Origin.newBuilder().setTopic("samples").setOffset(offset))
                .addInputs(tensor("image", 1, SIDE, SIDE))
                .setLogits(Logits.newBuilder().setFull(tensor("logits", CLASSES)))
                .build();
    }

    private static Tensor tensor(String name, long... sample) {
        Tensor.Builder tensor = Tensor.newBuilder()
                .setName(name)
                .setDataType(DataType.DATA_TYPE_FP32)
                .addShape(SAMPLES);
        int bytes = SAMPLES * Float.BYTES;
        for (long size : sample) {
            tensor.addShape(size);
            bytes *= (int) size;
        }
        return tensor.setData(ByteString.copyFrom(new byte[bytes])).build();
    }
}
