package io.alambic.cli;

import io.alambic.cli.operate.SecurityOptions;
import io.alambic.cli.serving.Answer;
import io.alambic.cli.serving.TextAnswers;
import io.alambic.client.ClientSettings;
import io.alambic.client.InferenceException;
import io.alambic.client.ServedWeights;
import io.alambic.client.StudentClient;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import io.alambic.datasets.IdxImages;
import io.alambic.datasets.View;
import io.alambic.datasets.text.TokenizedTexts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alambic infer}. */
@Command(
        name = "infer",
        description =
                "Asks a student about one test image, or about texts, over gRPC, and says which weights answered.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class InferCommand implements Callable<Integer> {

    private static final double MILLIS_PER_SECOND = 1e3;

    @Option(names = "--target", paramLabel = "HOST:PORT", defaultValue = "localhost:9000", description = "The student.")
    private String target;

    @Mixin
    private SecurityOptions security;

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "student", description = "The student's name.")
    private String model;

    @Option(names = "--image", paramLabel = "N", defaultValue = "0", description = "Which test image, from 0.")
    private int image;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            defaultValue = "mnist",
            description = "mnist or cifar10; fetched and cached.")
    private DataSet dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with your own un-gzipped IDX files under MNIST's names instead"
                    + " (idx4 instead of idx3 for colour images).")
    private Path data;

    @Option(
            names = "--student-view",
            paramLabel = "VIEW",
            defaultValue = "image",
            description = "What the student sees of an image: image, half or edges.")
    private View studentView;

    @Mixin
    private TextArguments texts;

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.find(System.getenv());
        Optional<TokenizedTexts> tokens = texts.read(home);
        if (tokens.isPresent()) {
            return askAboutTexts(tokens.get());
        }
        return askAboutImage(home);
    }

    private int askAboutTexts(TokenizedTexts tokens) {
        try (StudentClient student = student()) {
            TextAnswers answers = TextAnswers.of(student, tokens);
            answers.lines().forEach(System.out::println);
            System.out.println(about(answers.weights()));
            return 0;
        } catch (InferenceException | IllegalArgumentException e) {
            throw new UserError(e.getMessage() + ".", e);
        }
    }

    private StudentClient student() {
        return new StudentClient(ClientSettings.of(target).withModel(model).withSecurity(security.security()));
    }

    private static String about(ServedWeights weights) {
        return String.format(
                Locale.ROOT,
                "answered by version %d, step %,d, whose newest sample is %.1f s old",
                weights.version(),
                weights.step(),
                weights.freshness(Clock.systemUTC().instant())
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / MILLIS_PER_SECOND);
    }

    private int askAboutImage(Home home) throws InterruptedException {
        IdxImages test = studentView.of(new DataSets(home.cache())
                .find(dataset, data, System.err::println)
                .test());
        if (image < 0 || image >= test.size()) {
            throw new UserError("--image must be from 0 to %d, but is %d.".formatted(test.size() - 1, image));
        }
        try (StudentClient student = student()) {
            Answer answer = Answer.of(student, test, image, 1);
            System.out.printf(
                    Locale.ROOT,
                    "test image %d is of class %d; the student says %d (%.1f %%)%n%s%n",
                    image,
                    test.label(image),
                    answer.classOf(0),
                    100 * answer.confidence(0),
                    about(answer.weights()));
            return 0;
        } catch (InferenceException | IllegalArgumentException e) {
            throw new UserError(e.getMessage() + ".", e);
        }
    }
}
