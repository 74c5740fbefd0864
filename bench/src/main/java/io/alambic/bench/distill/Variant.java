package io.alambic.bench.distill;

import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.logits.OutputTerm;

/** What a student learns from. Everything else is the same for all of them. */
public enum Variant {
    /** The label of every sample. */
    LABELS_ONLY("labels-only", 0, 0, 1, false),
    /** The teacher's logits. */
    KL_ONLY("kl-only", 1, 0, 0, false),
    /**
     * The teacher's feature map, and the labels: the feature term does not reach the layers behind the map, which would
     * stay random.
     */
    FEATURE_ONLY("feature-only", 0, 1, 1, false),
    /** The teacher's logits and feature map at the weights that the services have by default. */
    LAMBDA_HALF("lambda-0.5-0.5", 0.5f, 0.5f, 0, false),
    /**
     * Three candidates that learn side by side, begin near {@link #LAMBDA_HALF} and search for better weights; the best
     * of them is measured.
     */
    LAMBDA_SEARCH("lambda-search", 0.5f, 0.5f, 0, false),
    /** The teacher's logits, without their scale and shift. */
    KL_STANDARDIZED("kl-standardized", "kl-standardized", "mse", 1, 0, 0, false),
    /** The teacher's logits, and its feature maps by contrast with those of other samples. */
    KL_INFO_NCE("kl+info-nce", "kl", "info-nce(0.1)", 1, 1, 0, false),
    /** The label of every sample, and of every augmented sample. */
    LABELS_AUGMENTED("labels+augmentation", 0, 0, 1, false),
    /** The teacher's logits for every sample and every augmented sample. */
    KL_AUGMENTED("kl+augmentation", 1, 0, 0, false),
    /** The teacher's logits, and its feature maps by contrast, for every sample and every augmented sample. */
    KL_INFO_NCE_AUGMENTED("kl+info-nce+augmentation", "kl", "info-nce(0.1)", 1, 1, 0, false),
    /** The few labels; their samples are repeated until the steps are done. */
    FEW_LABELS_ONLY("few-labels-only", 0, 0, 1, true),
    /** The teacher's logits for every sample, and the few labels. */
    FEW_LABELS_TAUGHT("few-labels-taught", 1, 0, 1, true);

    private final String label;
    private final String output;
    private final String distance;
    private final float lambda1;
    private final float lambda2;
    private final float lambda3;
    private final boolean fewLabels;

    Variant(String label, float lambda1, float lambda2, float lambda3, boolean fewLabels) {
        this(label, "kl", "mse", lambda1, lambda2, lambda3, fewLabels);
    }

    Variant(
            String label,
            String output,
            String distance,
            float lambda1,
            float lambda2,
            float lambda3,
            boolean fewLabels) {
        this.label = label;
        this.output = output;
        this.distance = distance;
        this.lambda1 = lambda1;
        this.lambda2 = lambda2;
        this.lambda3 = lambda3;
        this.fewLabels = fewLabels;
    }

    /** Returns the name in tables and JSON. */
    public String label() {
        return label;
    }

    OutputTerm output() {
        return OutputTerm.parse(output);
    }

    FeatureDistance distance() {
        return FeatureDistance.named(distance);
    }

    float lambda1() {
        return lambda1;
    }

    float lambda2() {
        return lambda2;
    }

    /**
     * Returns the weight of the label term. The term is a mean over the labelled samples of a batch; where few are
     * labelled, the weight makes it a mean over all samples, or a single label would weigh as much as the whole batch.
     *
     * @param batch samples of a step
     */
    float lambda3(int batch) {
        return fewLabels && taught() ? lambda3 / batch : lambda3;
    }

    /** Returns whether most samples have no label. */
    boolean fewLabels() {
        return fewLabels;
    }

    /** Returns whether the weights of the terms are searched. */
    boolean searched() {
        return this == LAMBDA_SEARCH;
    }

    /** Returns whether augmented samples are learned from as well. */
    boolean augmented() {
        return this == LABELS_AUGMENTED || this == KL_AUGMENTED || this == KL_INFO_NCE_AUGMENTED;
    }

    /** Returns whether the student learns from the teacher's answers. */
    boolean taught() {
        return lambda1 > 0 || lambda2 > 0;
    }

    /** Returns the variant that this one is compared with. */
    Variant baseline() {
        return fewLabels ? FEW_LABELS_ONLY : LABELS_ONLY;
    }
}
