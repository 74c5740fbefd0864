package io.alambic.student.wiring.configuration;

import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.model.OutputPick;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.storage.WeightType;
import io.alambic.core.task.Task;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.ZooArchitecture;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.feedback.Order;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The student's configuration; docs/configuration.md says what each setting means. */
@ConfigMapping(prefix = "alambic.student")
public interface StudentConfig {

    @WithDefault("student")
    @WithConverter(ScalarConverters.Name.class)
    String name();

    @WithDefault("training")
    @WithConverter(ChoiceConverters.OfMode.class)
    Mode mode();

    @WithDefault("classification")
    @WithConverter(ChoiceConverters.OfTask.class)
    Task task();

    Model model();

    @WithDefault("block2:block2")
    @WithConverter(ListConverters.Features.class)
    Optional<Parts<FeaturePair>> features();

    @WithConverter(ChoiceConverters.OfOutputTerm.class)
    Optional<OutputTerm> outputTerm();

    @WithDefault("mse")
    @WithConverter(ChoiceConverters.OfFeatureTerm.class)
    FeatureDistance featureTerm();

    @WithDefault("0.5")
    @WithConverter(ScheduleConverters.Lambda1.class)
    Schedule lambda1();

    @WithDefault("0.5")
    @WithConverter(ScheduleConverters.Lambda2.class)
    Schedule lambda2();

    @WithDefault("0")
    @WithConverter(ScheduleConverters.Lambda3.class)
    Schedule lambda3();

    @WithDefault("4")
    @WithConverter(ScheduleConverters.Temperature.class)
    Schedule temperature();

    @WithDefault("0.002")
    @WithConverter(ScheduleConverters.LearningRate.class)
    Schedule learningRate();

    @WithDefault("0")
    @WithConverter(ScalarConverters.LongCountOrNone.class)
    long warmupSteps();

    @WithDefault("adamw")
    @WithConverter(ChoiceConverters.OfOptimizer.class)
    OptimizerChoice optimizer();

    @WithDefault("0")
    @WithConverter(ScalarConverters.AtLeastZero.class)
    float weightDecay();

    @WithDefault("0")
    @WithConverter(ScalarConverters.AtLeastZero.class)
    float maxGradientNorm();

    @WithDefault("64")
    @WithConverter(ScalarConverters.Count.class)
    int batchSize();

    @WithDefault("42")
    @WithConverter(ScalarConverters.Seed.class)
    long seed();

    @WithDefault("0.05")
    @WithConverter(ScalarConverters.Holdout.class)
    HoldoutSplit holdoutShare();

    @WithDefault("512")
    @WithConverter(ScalarConverters.Window.class)
    int holdoutWindow();

    @WithDefault("0.02")
    @WithConverter(ScalarConverters.Tolerance.class)
    PromotionRule tolerance();

    @WithDefault("5")
    @WithConverter(ScalarConverters.Count.class)
    int failuresBeforeRollback();

    @WithDefault("10s")
    @WithConverter(ScalarConverters.Pause.class)
    Duration rollbackPause();

    @WithDefault("false")
    boolean serveUntrained();

    @WithDefault("1s")
    @WithConverter(ScalarConverters.Interval.class)
    Duration publishInterval();

    @WithDefault("10s")
    @WithConverter(ScalarConverters.Interval.class)
    Duration checkpointInterval();

    @WithConverter(ScalarConverters.FilePath.class)
    Optional<Path> checkpointDir();

    @WithDefault("3")
    @WithConverter(ScalarConverters.Count.class)
    int checkpointsKept();

    @WithDefault("4")
    @WithConverter(ScalarConverters.Count.class)
    int prefetchBatches();

    @WithDefault("50ms")
    @WithConverter(ScalarConverters.Interval.class)
    Duration batchLinger();

    @WithDefault("25s")
    @WithConverter(ScalarConverters.Interval.class)
    Duration shutdownDeadline();

    Upkeep upkeep();

    Grpc grpc();

    Search search();

    Serving serving();

    Feedback feedback();

    Weights weights();

    /** Limits of publications and checkpoints. */
    interface Upkeep {

        @WithDefault("0.05")
        @WithConverter(ScalarConverters.PositiveShare.class)
        double share();

        @WithDefault("33554432")
        @WithConverter(ScalarConverters.LongCount.class)
        long bytesPerSecond();
    }

    /** Publication of weights. */
    interface Weights {

        @WithDefault("true")
        @WithConverter(ScalarConverters.Flag.class)
        boolean publish();

        @WithDefault("524288")
        @WithConverter(ScalarConverters.KibiByteOrMore.class)
        int chunkBytes();

        @WithDefault("fp32")
        @WithConverter(ChoiceConverters.OfWeightType.class)
        WeightType type();
    }

    /** Feedback of requests to the teacher. */
    interface Feedback {

        @WithDefault("0")
        @WithConverter(ScalarConverters.Share.class)
        double rate();

        @WithConverter(ListConverters.Words.class)
        Optional<Parts<String>> inputs();

        @WithDefault("arrival")
        @WithConverter(ChoiceConverters.OfOrder.class)
        Order order();

        @WithDefault("100")
        @WithConverter(ScalarConverters.Rate.class)
        double samplesPerSecond();

        @WithDefault("1024")
        @WithConverter(ScalarConverters.Count.class)
        int poolSamples();

        @WithDefault("67108864")
        @WithConverter(ScalarConverters.LongCount.class)
        long poolBytes();
    }

    /** Search for the weights of the terms. */
    interface Search {

        @WithDefault("false")
        @WithConverter(ScalarConverters.Flag.class)
        boolean enabled();

        @WithDefault("0.5:0.5,0.7:0.3,0.3:0.7")
        @WithConverter(ListConverters.Population.class)
        Parts<PopulationEntry> population();

        @WithDefault("500")
        @WithConverter(ScalarConverters.LongCount.class)
        long reseedSteps();

        @WithConverter(ScalarConverters.Name.class)
        Optional<String> criterion();

        @WithDefault("1")
        @WithConverter(ScalarConverters.Seed.class)
        long seed();
    }

    /** The student's architecture. */
    interface Model {

        @WithDefault("cnn")
        @WithConverter(ChoiceConverters.OfArchitecture.class)
        String architecture();

        @WithDefault("1x28x28")
        @WithConverter(ListConverters.ZooInput.class)
        ZooArchitecture.Input input();

        @WithDefault("16,32")
        @WithConverter(ListConverters.Sizes.class)
        Parts<Integer> convolutions();

        @WithDefault("64")
        @WithConverter(ListConverters.OptionalSizes.class)
        Optional<Parts<Integer>> dense();

        @WithDefault("10")
        @WithConverter(ScalarConverters.Count.class)
        int classes();

        @WithDefault("30522")
        @WithConverter(ScalarConverters.Count.class)
        int vocabulary();

        @WithDefault("32")
        @WithConverter(ScalarConverters.Count.class)
        int width();

        @WithDefault("4")
        @WithConverter(ScalarConverters.Count.class)
        int heads();

        @WithDefault("2")
        @WithConverter(ScalarConverters.Count.class)
        int encoders();

        @WithConverter(ScalarConverters.FilePath.class)
        Optional<Path> file();

        @WithConverter(ListConverters.Inputs.class)
        Optional<Parts<TensorSpec>> inputs();

        Optional<String> sizes();

        Optional<String> padding();

        @WithConverter(ListConverters.Outputs.class)
        Optional<Parts<OutputPick>> outputs();
    }

    /** The gRPC server. */
    interface Grpc {

        @WithDefault("0.0.0.0")
        String host();

        @WithDefault(ScalarConverters.GrpcPort.DEFAULT)
        @WithConverter(ScalarConverters.GrpcPort.class)
        int port();

        @WithDefault("5s")
        @WithConverter(ScalarConverters.Pause.class)
        Duration grace();

        @WithDefault("256")
        @WithConverter(ScalarConverters.Count.class)
        int queue();

        @WithDefault("2")
        @WithConverter(ScalarConverters.Count.class)
        int threads();

        @WithDefault("1024")
        @WithConverter(ScalarConverters.Count.class)
        int maxBatch();

        @WithDefault("16777216")
        @WithConverter(ScalarConverters.KibiByteOrMore.class)
        int maxMessageBytes();

        @WithDefault("512")
        @WithConverter(ScalarConverters.Count.class)
        int maxConnections();

        @WithDefault("128")
        @WithConverter(ScalarConverters.Count.class)
        int maxCallsPerConnection();

        @WithDefault("30m")
        @WithConverter(ScalarConverters.Interval.class)
        Duration maxConnectionAge();

        @WithDefault("10m")
        @WithConverter(ScalarConverters.Interval.class)
        Duration maxConnectionIdle();

        @WithDefault("512")
        @WithConverter(ScalarConverters.Count.class)
        int maxStreams();

        Tls tls();
    }

    /** Encryption of the gRPC port. */
    interface Tls {

        @WithConverter(ScalarConverters.FilePath.class)
        Optional<Path> certificates();

        @WithConverter(ScalarConverters.FilePath.class)
        Optional<Path> privateKey();

        @WithConverter(ScalarConverters.FilePath.class)
        Optional<Path> clientAuthorities();
    }

    /** Inference over any protocol. */
    interface Serving {

        @WithDefault("64")
        @WithConverter(ScalarConverters.Count.class)
        int batchSize();

        @WithDefault("0ms")
        @WithConverter(ScalarConverters.Pause.class)
        Duration batchDelay();

        @WithConverter(ListConverters.Counts.class)
        Optional<Parts<Integer>> batchPreferred();

        @WithConverter(ScalarConverters.LongCount.class)
        Optional<Long> queueBytes();

        @WithConverter(ScalarConverters.LongCount.class)
        Optional<Long> requestBytes();

        @WithConverter(ScalarConverters.LongCount.class)
        Optional<Long> clientBytes();

        @WithConverter(ListConverters.Words.class)
        Optional<Parts<String>> outputs();

        @WithDefault("false")
        @WithConverter(ScalarConverters.Flag.class)
        boolean mapping();

        @WithDefault("3")
        @WithConverter(ScalarConverters.Count.class)
        int versions();

        @WithDefault("0")
        @WithConverter(ScalarConverters.Share.class)
        double canaryShare();

        @WithDefault("0")
        @WithConverter(ScalarConverters.Share.class)
        double shadowShare();

        @WithDefault("0.95")
        @WithConverter(ScalarConverters.Share.class)
        double canaryAgreement();

        @WithDefault("200")
        @WithConverter(ScalarConverters.Count.class)
        int canarySamples();

        @WithDefault("10s")
        @WithConverter(ScalarConverters.Interval.class)
        Duration canaryWindow();

        @WithConverter(ListConverters.Words.class)
        Optional<Parts<String>> labels();
    }
}
