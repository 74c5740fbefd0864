package io.alambic.core.task;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/** The same, with the classes side by side at each place. */
class DenseChannelsLastTest extends DenseTest {

    @Override
    Task task() {
        return Tasks.named("dense-channels-last");
    }

    @Override
    Shape answer() {
        return new Shape(HEIGHT, WIDTH, CLASSES);
    }

    @Override
    List<Shape> fitting() {
        return List.of(new Shape(10, 4), new Shape(8, 8, 21));
    }

    @Override
    int classStride() {
        return 1;
    }

    @Override
    int at(int sample, int place, int c) {
        return (sample * HEIGHT * WIDTH + place) * CLASSES + c;
    }
}
