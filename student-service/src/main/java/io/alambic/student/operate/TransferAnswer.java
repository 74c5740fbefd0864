package io.alambic.student.operate;

import io.alambic.student.training.Transfer;
import io.alambic.v1.ClassAgreement;
import io.alambic.v1.GetTransferResponse;
import io.alambic.v1.LayerSimilarity;
import io.alambic.v1.TermGradient;

/** Converts what a student took over to messages of the contract. */
final class TransferAnswer {

    private TransferAnswer() {}

    static GetTransferResponse of(String model, Transfer transfer) {
        GetTransferResponse.Builder answer =
                GetTransferResponse.newBuilder().setModelName(model).setStep(transfer.step());
        for (int index = 0; index < transfer.agreementByClass().size(); index++) {
            ClassAgreement.Builder byClass = ClassAgreement.newBuilder().setClassIndex(index);
            double agreement = transfer.agreementByClass().get(index);
            if (!Double.isNaN(agreement)) {
                byClass.setAgreement(agreement);
            }
            answer.addClasses(byClass);
        }
        transfer.layers()
                .forEach(layer -> answer.addLayers(LayerSimilarity.newBuilder()
                        .setTeacherLayer(layer.teacherLayer())
                        .setStudentLayer(layer.studentLayer())
                        .setCka(layer.cka())));
        transfer.termGradientNorms()
                .forEach((term, norm) -> answer.addTerms(
                        TermGradient.newBuilder().setTerm(term.label()).setNorm(norm)));
        return answer.build();
    }
}
