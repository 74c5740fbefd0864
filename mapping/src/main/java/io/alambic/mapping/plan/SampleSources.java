package io.alambic.mapping.plan;

import io.alambic.mapping.expression.FieldPath;
import io.alambic.mapping.expression.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says where in a record a source lies.
 *
 * @param samples path to the samples; if absent, the record is the sample
 */
record SampleSources(Optional<FieldPath> samples) {

    /** Returns whether a source is the same for all samples of a record. */
    boolean isOfRecord(Source source) {
        return !(source instanceof Source.Field field)
                || (samples.isPresent() && field.path().fromRecord());
    }

    /** Returns the steps of a path from the record on. */
    List<FieldPath.Step> steps(FieldPath path) {
        List<FieldPath.Step> steps = new ArrayList<>();
        if (!path.fromRecord()) {
            samples.ifPresent(own -> steps.addAll(own.steps()));
        }
        steps.addAll(path.steps());
        return steps;
    }
}
