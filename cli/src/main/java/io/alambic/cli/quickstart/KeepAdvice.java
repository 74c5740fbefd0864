package io.alambic.cli.quickstart;

import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.run.Endpoints;
import io.alambic.cli.run.Screen;
import io.alambic.client.ClientSettings;
import io.alambic.client.InferenceException;
import io.alambic.client.StudentClient;
import java.util.List;

/**
 * Suggests commands to try while the services keep running.
 *
 * @param endpoints of the services
 * @param settings of the run
 */
record KeepAdvice(Endpoints endpoints, QuickstartSettings settings) {

    /** The tokens of "you have won a prize". */
    private static final List<Integer> PRIZE = List.of(101, 2017, 2031, 2180, 1037, 3396, 102);

    /** Prints the commands. */
    void print(Screen screen) {
        screen.say(
                "%s",
                "Everything keeps running until Ctrl-C. Things to try:\n" + subject()
                        + services().stripTrailing());
    }

    private String subject() {
        if (settings.isOfTexts()) {
            return texts();
        }
        return settings.dataset().images().isPresent() ? images() : "";
    }

    private String images() {
        return """
                  ask the student about a test image
                    ./alambic infer --target %2$s --model %3$s --image 7 %4$s
                    %5$s
                  send more samples
                    ./alambic produce --bootstrap-servers %1$s --samples 10000 %4$s
                """.formatted(
                        endpoints.bootstrapServers(),
                        endpoints.grpc(),
                        endpoints.model(),
                        settings.dataOptions(),
                        aboutZeros());
    }

    private String texts() {
        return """
                  ask the student about a text, and about its tokens
                    ./alambic infer --target %2$s --model %3$s --text "you have won a prize"
                    %4$s
                  send more texts, one in each line of a file
                    ./alambic produce --bootstrap-servers %1$s --texts FILE
                """.formatted(
                        endpoints.bootstrapServers(),
                        endpoints.grpc(),
                        endpoints.model(),
                        CurlLine.inferTokens(
                                endpoints.studentHttp(),
                                endpoints.model(),
                                PRIZE,
                                settings.task().answer()));
    }

    private String services() {
        return """
                  see its inputs and outputs
                    grpcurl -plaintext -d '{"name": "%3$s"}' %2$s inference.GRPCInferenceService/ModelMetadata
                  see and steer what it serves
                    ./alambic student status --address %2$s
                  send a malformed record, and find it among the dead letters
                    head -c 64 /dev/urandom | base64 | kcat -P -b %1$s -t alambic.samples
                    kcat -C -b %1$s -t alambic.dead-letters -e -f '%%h\\n'
                  look at the services
                    curl %4$s/q/metrics    curl %4$s/q/health
                    curl %5$s/q/metrics    curl %5$s/q/health
                """.formatted(
                        endpoints.bootstrapServers(),
                        endpoints.grpc(),
                        endpoints.model(),
                        endpoints.teacherHttp(),
                        endpoints.studentHttp());
    }

    /** Returns a command that asks about a sample of zeros. It needs no file: the shell generates the numbers. */
    private String aboutZeros() {
        List<Long> shape;
        try (StudentClient student =
                new StudentClient(ClientSettings.of(endpoints.grpc()).withModel(endpoints.model()))) {
            shape = student.describe().inputs().get(0).sampleShape();
        } catch (InferenceException e) {
            return "curl %s/v2/models/%s".formatted(endpoints.studentHttp(), endpoints.model());
        }
        return CurlLine.infer(
                endpoints.studentHttp(),
                endpoints.model(),
                shape,
                settings.task().answer());
    }
}
