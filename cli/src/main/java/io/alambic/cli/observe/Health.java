package io.alambic.cli.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service says of its own health.
 *
 * @param live whether it works, or waits for something that may come; if false, only a new start helps
 * @param remarks what it says about itself, such as what it waits for
 */
public record Health(boolean live, List<String> remarks) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "state";

    public Health {
        remarks = List.copyOf(remarks);
    }

    /** Reads a page of MicroProfile Health. One that cannot be read says nothing. */
    static Health parse(String page) {
        try {
            JsonNode root = JSON.readTree(page);
            List<String> remarks = new ArrayList<>();
            root.path("checks").forEach(check -> check.path("data").properties().forEach(entry -> {
                if (!entry.getKey().equals(STATE)) {
                    String text = entry.getValue().asText();
                    remarks.add(entry.getKey().equals("reason") ? text : entry.getKey() + ": " + text);
                }
            }));
            return new Health(!root.path("status").asText().equals("DOWN"), remarks);
        } catch (JsonProcessingException e) {
            return new Health(true, List.of());
        }
    }
}
