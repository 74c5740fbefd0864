package io.alambic.teacher.merge;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.digest.Sha256;
import io.alambic.core.merge.LearnedWeights;
import io.alambic.v1.TeacherStanding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What one task knows of its teachers: versions, and how their newest answers fare. Kept in a store, in the transaction of the answers
 * that it was learned from. Used by one thread.
 */
final class TeacherStandings {

    static final String STORE = "teachers";

    /** What a new answer counts in a mean: what came 500 answers ago counts a third. */
    private static final double NEW = LearnedWeights.SHARED;

    private static final int VERSION_BYTES = 6;

    private final KeyValueStore<String, byte[]> store;
    private final MergeSettings settings;
    private final List<String> names;
    private final String[] versions;
    private final double[] agreements;
    private final double[] accuracies;
    private final LearnedWeights weights;
    private String version;

    TeacherStandings(KeyValueStore<String, byte[]> store, MergeSettings settings) {
        this.store = store;
        this.settings = settings;
        this.names = settings.teachers().stream().map(MergedTeacher::name).toList();
        this.versions = new String[names.size()];
        this.agreements = new double[names.size()];
        this.accuracies = new double[names.size()];
        double[] prior =
                settings.teachers().stream().mapToDouble(MergedTeacher::weight).toArray();
        normalise(prior);
        double[] learned = prior.clone();
        for (int t = 0; t < names.size(); t++) {
            TeacherStanding standing = parse(store.get(names.get(t)));
            versions[t] = standing.getVersion();
            agreements[t] = standing.hasAgreement() ? standing.getAgreement() : Double.NaN;
            accuracies[t] = standing.hasAccuracy() ? standing.getAccuracy() : Double.NaN;
            if (settings.learned() && standing.getWeight() > 0) {
                learned[t] = standing.getWeight();
            }
        }
        normalise(learned);
        this.weights = new LearnedWeights(prior, learned);
        this.version = digest();
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    private static TeacherStanding parse(byte[] stored) {
        try {
            return stored == null ? TeacherStanding.getDefaultInstance() : TeacherStanding.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the store of teachers holds what is no standing: " + e.getMessage(), e);
        }
    }

    private static void normalise(double[] numbers) {
        double sum = Arrays.stream(numbers).sum();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] /= sum;
        }
    }

    /** Records the version of a teacher that answers. */
    void answers(int teacher, String teacherVersion) {
        if (!teacherVersion.equals(versions[teacher])) {
            versions[teacher] = teacherVersion;
            version = digest();
            keep(teacher);
        }
    }

    /**
     * Returns the version of the merge: another one where the rule, a teacher or the version of one is another; of private votes,
     * where the settings are.
     */
    String version() {
        return version;
    }

    private String digest() {
        String what = settings.rule().name() + settings.teachers() + known();
        byte[] digest = Sha256.of(0).digest(what.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, VERSION_BYTES);
    }

    /** A version is made of a model, and of the data behind it: it is not to be seen where votes are private. */
    private String known() {
        return settings.privacy().map(Object::toString).orElseGet(() -> Arrays.toString(versions));
    }

    /** Returns what a teacher counts, from 0 to 1; those of all teachers have sum 1. */
    double weight(int teacher) {
        return weights.of(teacher);
    }

    double agreement(int teacher) {
        return agreements[teacher];
    }

    double accuracy(int teacher) {
        return accuracies[teacher];
    }

    /** Records whether a teacher's likeliest class was that of the merged answer. */
    void agrees(int teacher, boolean agrees) {
        agreements[teacher] = mean(agreements[teacher], agrees);
    }

    /** Records whether a teacher's likeliest class was that of the label. */
    void isRight(int teacher, boolean right) {
        accuracies[teacher] = mean(accuracies[teacher], right);
    }

    /** Learns from a labelled sample, if weights are learned. */
    void learn(int[] teachers, double[] likelihoods) {
        if (settings.learned()) {
            weights.learn(teachers, likelihoods);
        }
    }

    private static double mean(double before, boolean now) {
        double number = now ? 1 : 0;
        return Double.isNaN(before) ? number : before + NEW * (number - before);
    }

    /** Keeps what was recorded of all teachers. */
    void keep() {
        for (int t = 0; t < names.size(); t++) {
            keep(t);
        }
    }

    private void keep(int teacher) {
        TeacherStanding.Builder standing = TeacherStanding.newBuilder().setVersion(versions[teacher]);
        if (settings.learned()) {
            standing.setWeight(weights.of(teacher));
        }
        if (!Double.isNaN(agreements[teacher])) {
            standing.setAgreement(agreements[teacher]);
        }
        if (!Double.isNaN(accuracies[teacher])) {
            standing.setAccuracy(accuracies[teacher]);
        }
        store.put(names.get(teacher), standing.build().toByteArray());
    }
}
