package io.alambic.datasets;

import io.alambic.client.NamedTensor;
import java.util.List;

/**
 * Several views of the same images, each a tensor of its own.
 *
 * @param views at least one; the first has the labels
 */
public record ImageViews(List<IdxImages> views) implements LabelledSamples {

    public ImageViews {
        views = List.copyOf(views);
    }

    @Override
    public int size() {
        return views.get(0).size();
    }

    @Override
    public int label(int index) {
        return views.get(0).label(index);
    }

    @Override
    public int together(int from, int most) {
        return Math.min(most, size() - from);
    }

    @Override
    public List<NamedTensor> tensors(int from, int count) {
        return views.stream().map(images -> images.tensor(from, count)).toList();
    }
}
