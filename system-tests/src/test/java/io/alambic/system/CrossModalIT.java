package io.alambic.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.cli.AlambicCommand;
import io.alambic.launch.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the quickstart with a teacher that reads whole images and a student that reads half-size views. */
class CrossModalIT {

    private static final int SAMPLES = 1500;

    @TempDir
    private Path folder;

    @Test
    void aStudentLearnsAndServesAnotherViewThanItsTeacherReads() throws Exception {
        // Given
        Path data = QuadrantImages.write(folder.resolve("data"), SAMPLES, 200);
        Path work = folder.resolve("work");

        // When
        int code = alambic(
                "quickstart",
                "--data",
                data.toString(),
                "--work",
                work.toString(),
                "--student-view",
                "half",
                "--teacher-epochs",
                "1");

        // Then
        String said = Files.readString(folder.resolve("log"));
        assertThat(code).as(said).isZero();
        assertThat(said).contains("the teacher reads images of 1x8x8, the student 'half' of 1x4x4");
        JsonObject report = JsonParser.parseString(Files.readString(work.resolve("report.json")))
                .getAsJsonObject();
        JsonObject student = report.getAsJsonObject("student");
        assertThat(student.get("reads").getAsString()).isEqualTo("half:1x4x4");
        assertThat(report.getAsJsonObject("teacher").get("accuracy").getAsDouble())
                .isGreaterThan(0.9);
        assertThat(student.get("accuracy").getAsDouble()).as(said).isGreaterThan(0.6);
        assertThat(report.getAsJsonObject("records").get("taught").getAsInt()).isEqualTo(SAMPLES);
    }

    /** Runs the command in a separate process with its own cache. */
    private int alambic(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(new Jvm(512).main(AlambicCommand.class, List.of(arguments)));
        line.add(1, "-Dalambic.home=" + PackagedServices.root());
        ProcessBuilder process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        process.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return process.start().waitFor();
    }
}
