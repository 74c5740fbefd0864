package io.alambic.cli.operate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alambic.v1.ClassAgreement;
import io.alambic.v1.GetTransferResponse;

/** Formats what a student took over from its teacher for programs. */
final class TransferJson {

    private TransferJson() {}

    /** Returns one object; a class without a sample has null. */
    static ObjectNode of(GetTransferResponse answer) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("student", answer.getModelName())
                .put("step", answer.getStep());
        ArrayNode classes = json.putArray("agreementByClass");
        for (ClassAgreement byClass : answer.getClassesList()) {
            if (byClass.hasAgreement()) {
                classes.add(byClass.getAgreement());
            } else {
                classes.addNull();
            }
        }
        ArrayNode layers = json.putArray("cka");
        answer.getLayersList().forEach(layer -> layers.addObject()
                .put("teacher", layer.getTeacherLayer())
                .put("student", layer.getStudentLayer())
                .put("cka", layer.getCka()));
        ObjectNode terms = json.putObject("termGradientNorms");
        answer.getTermsList().forEach(term -> terms.put(term.getTerm(), term.getNorm()));
        return json;
    }
}
