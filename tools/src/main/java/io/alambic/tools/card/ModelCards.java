package io.alambic.tools.card;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.figures.Figure;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.Zoo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.component.ModelCard;
import org.cyclonedx.model.component.data.ComponentData;
import org.cyclonedx.model.component.data.Content;
import org.cyclonedx.model.component.data.DatasetChoice;
import org.cyclonedx.model.component.modelCard.InputOutputParameter;
import org.cyclonedx.model.component.modelCard.ModelParameters;
import org.cyclonedx.model.component.modelCard.PerformanceMetric;
import org.cyclonedx.model.component.modelCard.QuantitativeAnalysis;

/** Makes the card itself: architecture, data and figures. */
final class ModelCards {

    private ModelCards() {}

    static ModelCard of(CardFacts facts) {
        ModelParameters parameters = new ModelParameters();
        ModelParameters.Approach approach = new ModelParameters.Approach();
        approach.setType(ModelParameters.Approach.ApproachType.SUPERVISED);
        parameters.setApproach(approach);
        parameters.setTask(facts.task());
        facts.student()
                .zoo()
                .ifPresentOrElse(
                        zoo -> {
                            parameters.setArchitectureFamily(zoo.kind());
                            parameters.setModelArchitecture(Zoo.gson().create().toJson(zoo, LayeredArchitecture.class));
                        },
                        () -> parameters.setArchitectureFamily("torchscript"));
        parameters.setInputs(tensors(facts.signature().inputs()));
        parameters.setOutputs(tensors(facts.signature().outputs()));
        parameters.setDatasets(facts.student().lineage().map(ModelCards::topics).orElse(List.of()));
        ModelCard card = new ModelCard();
        card.setModelParameters(parameters);
        QuantitativeAnalysis analysis = new QuantitativeAnalysis();
        analysis.setPerformanceMetrics(metrics(facts));
        card.setQuantitativeAnalysis(analysis);
        card.setProperties(properties(facts));
        return card;
    }

    private static List<InputOutputParameter> tensors(List<TensorSpec> specs) {
        List<InputOutputParameter> tensors = new ArrayList<>();
        for (TensorSpec spec : specs) {
            InputOutputParameter tensor = new InputOutputParameter();
            tensor.setFormat("%s %s %s".formatted(spec.name(), spec.type(), spec.sampleShape()));
            tensors.add(tensor);
        }
        return tensors;
    }

    /** One data set for each topic, with the records of its partitions. */
    private static List<DatasetChoice> topics(Lineage lineage) {
        Map<String, List<Property>> topics = new LinkedHashMap<>();
        lineage.read().forEach((partition, read) -> {
            int dash = partition.lastIndexOf('-');
            topics.computeIfAbsent(partition.substring(0, dash), topic -> new ArrayList<>())
                    .add(new Property(
                            "alambic:partition:" + partition.substring(dash + 1),
                            stretch(read, lineage.offsets().getOrDefault(partition, 0L))));
        });
        List<DatasetChoice> datasets = new ArrayList<>();
        topics.forEach((topic, partitions) -> {
            Content content = new Content();
            content.setProperties(partitions);
            ComponentData data = new ComponentData();
            data.setType(ComponentData.ComponentDataType.DATASET);
            data.setName(topic);
            data.setDescription("Kafka topic of knowledge"
                    + (lineage.topicId().isEmpty() ? "" : ", id " + lineage.topicId())
                    + "; records read of each partition");
            data.setContents(content);
            DatasetChoice choice = new DatasetChoice();
            choice.setComponentData(data);
            datasets.add(choice);
        });
        return datasets;
    }

    private static String stretch(RecordsRead read, long next) {
        return "offsets %d..%d, %d records, %d offsets missed, digest %016x"
                .formatted(read.from(), next - 1, read.records(), read.missed(), read.digest());
    }

    private static List<PerformanceMetric> metrics(CardFacts facts) {
        List<PerformanceMetric> metrics = new ArrayList<>();
        facts.student()
                .figures()
                .ifPresent(figures -> add(
                        String.format(Locale.ROOT, "holdout of %,d samples", figures.samples()),
                        figures.values(),
                        metrics));
        facts.measured().forEach((slice, figures) -> add(slice, figures, metrics));
        return metrics;
    }

    private static void add(String slice, Map<Figure, Double> figures, List<PerformanceMetric> metrics) {
        figures.forEach((figure, value) -> {
            PerformanceMetric metric = new PerformanceMetric();
            metric.setType(figure.name());
            metric.setValue(Double.toString(value));
            metric.setSlice(slice);
            metrics.add(metric);
        });
    }

    private static List<Property> properties(CardFacts facts) {
        List<Property> properties = new ArrayList<>();
        properties.add(new Property(
                "alambic:trainedSamples", Long.toString(facts.student().trainedSamples())));
        facts.student().lineage().ifPresent(lineage -> {
            properties.add(new Property("alambic:step", Long.toString(lineage.step())));
            properties.add(new Property("alambic:heldOutSamples", Long.toString(lineage.heldOut())));
            properties.add(new Property("alambic:givenUpSamples", Long.toString(lineage.givenUp())));
        });
        return properties;
    }
}
