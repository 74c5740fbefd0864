package io.alambic.teacher.wiring;

import io.alambic.models.classify.ClassifierProtocol;
import io.alambic.models.classify.HuggingFaceProtocol;
import io.alambic.models.classify.TorchServeProtocol;

/** How a service that classifies texts is asked. */
public enum ClassifierKind {
    /** As Hugging Face's services. */
    HUGGING_FACE,
    /** As TorchServe's handler of texts. */
    TORCHSERVE;

    ClassifierProtocol protocol() {
        return switch (this) {
            case HUGGING_FACE -> new HuggingFaceProtocol();
            case TORCHSERVE -> new TorchServeProtocol();
        };
    }
}
