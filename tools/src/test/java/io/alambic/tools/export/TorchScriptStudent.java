package io.alambic.tools.export;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.cost.Temperature;
import io.alambic.core.model.InputSpec;
import io.alambic.core.torchscript.TorchScript;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A student that came as TorchScript, and has learned nothing. */
final class TorchScriptStudent {

    private static final Path MODULE = Path.of("..", "core", "src", "test", "resources", "models", "named.pt");

    private TorchScriptStudent() {}

    /** Writes its checkpoint into a folder. */
    static Path save(Path folder) throws IOException {
        TorchScript architecture = TorchScript.read(MODULE, InputSpec.parseAll("image:FP32:1x8x8"), List.of());
        CandidateSettings settings =
                new CandidateSettings(architecture, 0, 0, 1, new Temperature(1), List.of(), 1e-2f, 0, 7);
        try (NDManager manager = NDManager.newBaseManager();
                Candidate candidate = Candidate.fresh(settings, manager)) {
            new CheckpointStore(folder, 1, (file, why) -> {})
                    .save(new Checkpoint(architecture.fingerprint(), 1, Lineage.EMPTY, candidate.state()));
            return folder;
        }
    }
}
