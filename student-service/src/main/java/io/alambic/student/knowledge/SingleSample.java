package io.alambic.student.knowledge;

import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;

/** Cuts one sample out of a knowledge record that was checked. */
public final class SingleSample {

    private SingleSample() {}

    /** Returns the knowledge about one sample, with the index that it had in its sample record. */
    public static Knowledge of(Knowledge knowledge, int sample) {
        Knowledge.Builder single = knowledge.toBuilder()
                .clearInputs()
                .clearFeatureMaps()
                .clearLabels()
                .clearSampleIds()
                .clearSampleIndexes()
                .addSampleIndexes(KnowledgeReader.index(knowledge, sample));
        knowledge.getInputsList().forEach(tensor -> single.addInputs(row(tensor, sample)));
        knowledge.getFeatureMapsList().forEach(tensor -> single.addFeatureMaps(row(tensor, sample)));
        if (knowledge.getLabelsCount() > 0) {
            single.addLabels(knowledge.getLabels(sample));
        }
        if (knowledge.hasLabelTensor()) {
            single.setLabelTensor(row(knowledge.getLabelTensor(), sample));
        }
        if (knowledge.getSampleIdsCount() > 0) {
            single.addSampleIds(knowledge.getSampleIds(sample));
        }
        if (knowledge.getLogits().hasFull()) {
            single.getLogitsBuilder().setFull(row(knowledge.getLogits().getFull(), sample));
        } else {
            TopK largest = knowledge.getLogits().getTopK();
            single.getLogitsBuilder()
                    .getTopKBuilder()
                    .setClasses(row(largest.getClasses(), sample))
                    .setLogits(row(largest.getLogits(), sample))
                    .setRest(row(largest.getRest(), sample));
        }
        return single.build();
    }

    /** A tensor that the student does not need may have another number of samples, and is left out. */
    private static Tensor row(Tensor tensor, int sample) {
        long samples = tensor.getShapeCount() == 0 ? 0 : tensor.getShape(0);
        if (sample >= samples || tensor.getData().size() % samples != 0) {
            return Tensor.newBuilder().setName(tensor.getName()).build();
        }
        int bytes = (int) (tensor.getData().size() / samples);
        return tensor.toBuilder()
                .setShape(0, 1)
                .setData(tensor.getData().substring(sample * bytes, (sample + 1) * bytes))
                .build();
    }
}
