package io.alambic.cli.quickstart;

/** What to try while everything runs on. */
final class KeepAdvice {

    private KeepAdvice() {}

    /**
     * Prints it.
     *
     * @param dataOptions options that give other commands the data of this run
     */
    static void print(Screen screen, Endpoints endpoints, String dataOptions) {
        screen.say(
                """

                Everything keeps running until Ctrl-C. Things to try:
                  ask the student about a test image
                    ./alambic infer --target %2$s --model %3$s --image 7 %6$s
                    grpcurl -plaintext -d '{"name": "%3$s"}' %2$s inference.GRPCInferenceService/ModelMetadata
                    curl %5$s/v2/models/%3$s
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
                dataOptions);
    }
}
