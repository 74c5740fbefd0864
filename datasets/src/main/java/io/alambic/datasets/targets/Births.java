package io.alambic.datasets.targets;

import io.alambic.client.NamedTensor;
import io.alambic.datasets.fetch.DataSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The births of each day in the United States from 1969 to 1988: eight weeks say the week that follows. In units of the standard
 * deviation of the training days, around their mean.
 */
final class Births {

    /** Days that are read. */
    static final int DAYS = 56;

    /** Days that follow, and are answered. */
    static final int AHEAD = 7;

    /** The file of the series: a heading, then a day in each line, whose last column is the births. */
    static final String FILE = "data.csv";

    /** Days at the end that are the test set: four years. */
    private static final int TEST_DAYS = 4 * 365 + 1;

    private final float[] days;
    private final int testFrom;

    private Births(float[] days) {
        this.days = days;
        this.testFrom = days.length - TEST_DAYS;
    }

    /**
     * Reads the series.
     *
     * @throws DataSetException if the file holds none
     */
    static Births read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            List<String> lines = Files.readAllLines(file);
            float[] births = new float[lines.size() - 1];
            for (int i = 0; i < births.length; i++) {
                String line = lines.get(i + 1);
                births[i] = Float.parseFloat(line.substring(line.lastIndexOf(',') + 1));
            }
            return standardized(births);
        } catch (IOException | NumberFormatException e) {
            throw new DataSetException("%s holds no series of births (%s).".formatted(file, e.getMessage()), e);
        }
    }

    private static Births standardized(float[] births) {
        int training = births.length - TEST_DAYS;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < training; i++) {
            sum += births[i];
            squares += (double) births[i] * births[i];
        }
        double mean = sum / training;
        double deviation = Math.sqrt(squares / training - mean * mean);
        for (int i = 0; i < births.length; i++) {
            births[i] = (float) ((births[i] - mean) / deviation);
        }
        return new Births(births);
    }

    /** Returns the samples that lie before the test set. */
    TargetSamples train() {
        return samples(0, testFrom);
    }

    /** Returns the samples of the last four years. */
    TargetSamples test() {
        return samples(testFrom, days.length);
    }

    /** Returns a sample for each day on which both the days before and those behind it lie between these. */
    private TargetSamples samples(int from, int to) {
        int samples = to - from - DAYS - AHEAD + 1;
        float[] before = new float[samples * DAYS];
        float[] ahead = new float[samples * AHEAD];
        for (int i = 0; i < samples; i++) {
            System.arraycopy(days, from + i, before, i * DAYS, DAYS);
            System.arraycopy(days, from + i + DAYS, ahead, i * AHEAD, AHEAD);
        }
        return new TargetSamples(
                NamedTensor.of("days", before, samples, DAYS), NamedTensor.of("ahead", ahead, samples, AHEAD));
    }
}
