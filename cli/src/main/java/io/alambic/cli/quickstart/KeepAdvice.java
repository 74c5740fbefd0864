package io.alambic.cli.quickstart;

import io.alambic.client.ClientSettings;
import io.alambic.client.InferenceException;
import io.alambic.client.StudentClient;
import java.util.List;

/** Suggests commands to try while the services keep running. */
final class KeepAdvice {

    private KeepAdvice() {}

    /**
     * Prints the commands.
     *
     * @param dataOptions options that give other commands the data of this run
     */
    static void print(Screen screen, Endpoints endpoints, String dataOptions) {
        screen.say(
                """

                Everything keeps running until Ctrl-C. Things to try:
                  ask the student about a test image
                    ./alambic infer --target %2$s --model %3$s --image 7 %6$s
                    %7$s
                    grpcurl -plaintext -d '{"name": "%3$s"}' %2$s inference.GRPCInferenceService/ModelMetadata
                  see and steer what it serves
                    ./alambic student status --address %2$s
                  send more samples
                    ./alambic produce --bootstrap-servers %1$s --samples 10000 %6$s
                  send a malformed record, and find it among the dead letters
                    head -c 64 /dev/urandom | base64 | kcat -P -b %1$s -t alambic.samples
                    kcat -C -b %1$s -t alambic.dead-letters -e -f '%%h\\n'
                  look at the services
                    curl %4$s/q/metrics    curl %4$s/q/health
                    curl %5$s/q/metrics    curl %5$s/q/health""",
                endpoints.bootstrapServers(),
                endpoints.grpc(),
                endpoints.model(),
                endpoints.teacherHttp(),
                endpoints.studentHttp(),
                dataOptions,
                curl(endpoints));
    }

    /** Prints the commands for a student of texts. */
    static void printForTexts(Screen screen, Endpoints endpoints) {
        screen.say(
                """

                Everything keeps running until Ctrl-C. Things to try:
                  ask the student about the tokens of "you have won a prize"
                    %6$s
                    grpcurl -plaintext -d '{"name": "%3$s"}' %2$s inference.GRPCInferenceService/ModelMetadata
                  see and steer what it serves
                    ./alambic student status --address %2$s
                  look at the services
                    curl %4$s/q/metrics    curl %4$s/q/health
                    curl %5$s/q/metrics    curl %5$s/q/health
                  look at the topics
                    kcat -L -b %1$s""",
                endpoints.bootstrapServers(),
                endpoints.grpc(),
                endpoints.model(),
                endpoints.teacherHttp(),
                endpoints.studentHttp(),
                CurlLine.inferTokens(
                        endpoints.studentHttp(), endpoints.model(), List.of(101, 2017, 2031, 2180, 1037, 3396, 102)));
    }

    /** Returns a command that asks about a black image. It needs no file: the shell generates the numbers. */
    private static String curl(Endpoints endpoints) {
        List<Long> shape;
        try (StudentClient student =
                new StudentClient(ClientSettings.of(endpoints.grpc()).withModel(endpoints.model()))) {
            shape = student.describe().inputs().get(0).sampleShape();
        } catch (InferenceException e) {
            return "curl %s/v2/models/%s".formatted(endpoints.studentHttp(), endpoints.model());
        }
        return CurlLine.infer(endpoints.studentHttp(), endpoints.model(), shape);
    }
}
