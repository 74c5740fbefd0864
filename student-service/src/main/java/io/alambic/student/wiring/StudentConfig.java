package io.alambic.student.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The settings as text; {@link SettingsReader} parses them and describes the invalid ones. */
@ConfigMapping(prefix = "alambic.student")
public interface StudentConfig {

    @WithDefault("student")
    String name();

    @WithDefault("training")
    String mode();

    Model model();

    @WithDefault("block2:block2")
    Optional<String> features();

    @WithDefault("kl")
    String outputTerm();

    @WithDefault("mse")
    String featureTerm();

    @WithDefault("0.5")
    String lambda1();

    @WithDefault("0.5")
    String lambda2();

    @WithDefault("0")
    String lambda3();

    @WithDefault("4")
    String temperature();

    @WithDefault("0.002")
    String learningRate();

    @WithDefault("0")
    String warmupSteps();

    @WithDefault("adamw")
    String optimizer();

    @WithDefault("0")
    String weightDecay();

    @WithDefault("0")
    String maxGradientNorm();

    @WithDefault("64")
    String batchSize();

    @WithDefault("42")
    String seed();

    @WithDefault("0.05")
    String holdoutShare();

    @WithDefault("512")
    String holdoutWindow();

    @WithDefault("0.02")
    String tolerance();

    @WithDefault("5")
    String failuresBeforeRollback();

    @WithDefault("10s")
    String rollbackPause();

    @WithDefault("1s")
    String publishInterval();

    @WithDefault("10s")
    String checkpointInterval();

    Optional<String> checkpointDir();

    @WithDefault("3")
    String checkpointsKept();

    @WithDefault("4")
    String prefetchBatches();

    @WithDefault("50ms")
    String batchLinger();

    Grpc grpc();

    Search search();

    Serving serving();

    Feedback feedback();

    Weights weights();

    /** Publication of weights. */
    interface Weights {

        @WithDefault("true")
        String publish();

        @WithDefault("524288")
        String chunkBytes();
    }

    /** Feedback of requests to the teacher. */
    interface Feedback {

        @WithDefault("0")
        String rate();

        Optional<String> inputs();

        @WithDefault("arrival")
        String order();

        @WithDefault("100")
        String samplesPerSecond();

        @WithDefault("1024")
        String poolSamples();

        @WithDefault("67108864")
        String poolBytes();
    }

    /** Search for the weights of the terms. */
    interface Search {

        @WithDefault("false")
        String enabled();

        @WithDefault("0.5:0.5,0.7:0.3,0.3:0.7")
        String population();

        @WithDefault("500")
        String reseedSteps();

        @WithDefault("agreement")
        String criterion();

        @WithDefault("1")
        String seed();
    }

    /** The student's architecture. */
    interface Model {

        @WithDefault("cnn")
        String architecture();

        @WithDefault("1x28x28")
        String input();

        @WithDefault("16,32")
        String convolutions();

        @WithDefault("64")
        Optional<String> dense();

        @WithDefault("10")
        String classes();

        Optional<String> file();

        Optional<String> inputs();

        Optional<String> outputs();
    }

    /** The gRPC server. */
    interface Grpc {

        @WithDefault("0.0.0.0")
        String host();

        @WithDefault("9000")
        String port();

        @WithDefault("5s")
        String grace();

        @WithDefault("256")
        String queue();

        @WithDefault("2")
        String threads();

        @WithDefault("1024")
        String maxBatch();

        @WithDefault("16777216")
        String maxMessageBytes();

        Tls tls();
    }

    /** Encryption of the gRPC port. */
    interface Tls {

        Optional<String> certificates();

        Optional<String> privateKey();

        Optional<String> clientAuthorities();
    }

    /** Inference over any protocol. */
    interface Serving {

        @WithDefault("64")
        String batchSize();

        @WithDefault("0ms")
        String batchDelay();

        Optional<String> batchPreferred();

        @WithDefault("268435456")
        String queueBytes();

        @WithDefault("3")
        String versions();

        @WithDefault("0")
        String canaryShare();

        @WithDefault("0")
        String shadowShare();

        @WithDefault("0.95")
        String canaryAgreement();

        @WithDefault("200")
        String canarySamples();

        @WithDefault("10s")
        String canaryWindow();

        Optional<String> labels();
    }
}
