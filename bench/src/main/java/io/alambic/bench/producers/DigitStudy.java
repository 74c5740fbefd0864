package io.alambic.bench.producers;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.bench.services.BenchCluster;
import io.alambic.cli.UserError;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.data.LabelledData;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.v1.Knowledge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Lets the packaged teacher read the same digits, in the same order, from records of each form, and trains a student on what it wrote. The students
 * have the same first weights, batches and steps.
 *
 * @param cluster with the broker
 * @param idx folder with the data set
 * @param train the data set, of whose first samples teacher and students learn
 * @param test to measure with
 * @param samples that each student learns from
 * @param epochs passes over them
 * @param progress told what happens
 * @param parent owns the arrays
 */
public record DigitStudy(
        BenchCluster cluster,
        Path idx,
        LabelledData train,
        LabelledData test,
        int samples,
        int epochs,
        Consumer<String> progress,
        NDManager parent) {

    private static final List<Integer> IMAGE = List.of(1, 28, 28);
    private static final Cnn TEACHER = new Cnn(IMAGE, List.of(32, 32), List.of(128), 10);
    private static final Cnn STUDENT = new Cnn(IMAGE, List.of(8, 16), List.of(32), 10);
    private static final SupervisedTraining.Settings TEACHING = new SupervisedTraining.Settings(1, 64, 0.002f, 42);
    private static final int TEACHER_SAMPLES = 12_000;
    private static final int BATCH = 64;
    private static final float LEARNING_RATE = 0.004f;
    private static final float TEMPERATURE = 4;
    private static final long SEED = 1;
    private static final Shape IMAGE_SHAPE = new Shape(1, 1, 28, 28);
    private static final Shape LOGITS_SHAPE = new Shape(1, 10);
    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * What the teacher wrote of one digit.
     *
     * @param id the digit's number in the data set
     * @param label of the digit
     * @param image its bytes as the teacher read them
     * @param answer the teacher's logits
     */
    private record Answered(String id, int label, ByteBuffer image, ByteBuffer answer) {}

    /**
     * What a student became.
     *
     * @param form of the records that its teacher read
     * @param accuracy on the test samples, 0..1
     * @param ids of the digits, in the order in which they were learned
     * @param labels of the digits
     * @param images as the teacher read them
     */
    public record Taught(
            DigitForm form, double accuracy, List<String> ids, List<Integer> labels, List<ByteBuffer> images) {

        /** Returns whether the teacher read the same numbers, bit for bit, as for another student. */
        boolean hasImagesOf(Taught other) {
            return images.equals(other.images);
        }

        /** Returns whether the digits came in the same order, with the same labels, as for another student. */
        boolean hasOrderOf(Taught other) {
            return ids.equals(other.ids) && labels.equals(other.labels);
        }
    }

    /**
     * Trains a teacher, and a student for each form, after that of {@code SampleBatch}.
     *
     * @throws UserError if the producer cannot run, a service ends, or a record is dead-lettered
     */
    public ProducersReport run(List<DigitForm> forms) throws IOException, InterruptedException {
        List<Taught> students = new ArrayList<>();
        try (SchemaServer registry = new SchemaServer()) {
            Path teacher = trainTeacher();
            students.add(teach(DigitForm.SAMPLE_BATCH, teacher, registry));
            for (DigitForm form : forms) {
                students.add(teach(form, teacher, registry));
            }
        }
        return new ProducersReport(students);
    }

    private Path trainTeacher() throws IOException {
        progress.accept("training the teacher");
        Path folder = cluster.work().resolve("digits-teacher");
        SupervisedTraining training = new SupervisedTraining(TEACHING, parent);
        LabelledData seen = train.first(TEACHER_SAMPLES);
        try (Candidate trained = training.train(TEACHER, seen, step -> {})) {
            double accuracy = training.accuracy(trained.network(), test);
            progress.accept("the teacher knows %.2f %% of the test digits".formatted(100 * accuracy));
            ModelFolder.save(folder, "digits", TEACHER, trained.network(), accuracy, seen.size());
        }
        return folder;
    }

    /** Produces the digits in a form, lets the teacher read them, and trains a student on its answers. */
    private Taught teach(DigitForm form, Path teacher, SchemaServer registry) throws IOException, InterruptedException {
        progress.accept("records of " + form.title());
        TopicNames topics = cluster.topics(form.toString(), 1);
        new DigitProducer(cluster.bootstrapServers(), idx, train, samples, cluster.work())
                .produce(form, topics.samples());
        Map<String, String> settings = new HashMap<>(form.mapping(registry.url()));
        settings.put("alambic.teacher.model", teacher.toString());
        settings.put("alambic.teacher.feature-maps", " ");
        BenchCluster.Started service = cluster.teacher("teacher-" + form, topics, settings);
        List<Answered> answers = answers(topics);
        service.process().close();
        return new Taught(
                form,
                accuracy(answers),
                answers.stream().map(Answered::id).toList(),
                answers.stream().map(Answered::label).toList(),
                answers.stream().map(Answered::image).toList());
    }

    private List<Answered> answers(TopicNames topics) throws InterruptedException {
        Map<String, Object> config = new HashMap<>(RecordLimits.consumer());
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<Answered> answers = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(
                    List.of(new TopicPartition(topics.knowledge(), 0), new TopicPartition(topics.deadLetters(), 0)));
            cluster.await("all digits of %s are taught".formatted(topics.samples()), () -> {
                consumer.poll(POLL).forEach(record -> {
                    if (record.topic().equals(topics.deadLetters())) {
                        throw new UserError("a record was dead-lettered: "
                                + DeadLetter.from(record.headers()).message());
                    }
                    answers.addAll(answered(record.value()));
                });
                return answers.size() >= samples;
            });
        }
        return answers;
    }

    /** Returns the digits of one record of knowledge: the client library puts several into a sample record. */
    private static List<Answered> answered(byte[] value) {
        Knowledge knowledge;
        try {
            knowledge = Knowledge.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the teacher wrote a record that is no knowledge", e);
        }
        EncodedTensor images = EncodedTensor.of(knowledge.getInputs(0));
        EncodedTensor logits = EncodedTensor.of(knowledge.getLogits().getFull());
        return IntStream.range(0, knowledge.getSampleIdsCount())
                .mapToObj(i ->
                        new Answered(knowledge.getSampleIds(i), knowledge.getLabels(i), row(images, i), row(logits, i)))
                .toList();
    }

    private static ByteBuffer row(EncodedTensor tensor, int row) {
        int bytes = Math.toIntExact(tensor.rowBytes());
        return tensor.data().slice(row * bytes, bytes);
    }

    private double accuracy(List<Answered> answers) {
        long steps = 1L * epochs * ((answers.size() + BATCH - 1) / BATCH);
        CandidateSettings fixed = new CandidateSettings(
                STUDENT, 1, 0, 0, new Temperature(TEMPERATURE), List.of(), LEARNING_RATE, 0, SEED);
        CandidateSettings settings = fixed.with(
                fixed.hyperparameters().with(Hyperparameter.LEARNING_RATE, Schedule.linear(LEARNING_RATE, 0, steps)));
        RowBuffer images = new RowBuffer();
        RowBuffer logits = new RowBuffer();
        try (Candidate student = Candidate.fresh(settings, parent)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                for (int from = 0; from < answers.size(); from += BATCH) {
                    List<Answered> batch = answers.subList(from, Math.min(from + BATCH, answers.size()));
                    images.clear();
                    logits.clear();
                    for (Answered one : batch) {
                        images.append(tensor(Cnn.IMAGE, IMAGE_SHAPE, one.image()), 0, 1);
                        logits.append(tensor(Signature.LOGITS, LOGITS_SHAPE, one.answer()), 0, 1);
                    }
                    try (NDManager scope = parent.newSubManager()) {
                        student.train(new TrainingBatch(
                                batch.size(),
                                Map.of(Cnn.IMAGE, images.toArray(scope)),
                                logits.toArray(scope),
                                Map.of(),
                                null));
                    }
                }
            }
            return new SupervisedTraining(TEACHING, parent).accuracy(student.network(), test);
        }
    }

    private static EncodedTensor tensor(String name, Shape shape, ByteBuffer row) {
        return new EncodedTensor(name, TensorType.FP32, shape, row.duplicate().order(ByteOrder.LITTLE_ENDIAN), null);
    }
}
