class Function(Module):
  def forward(self,
    costs: List[Tensor],
    learned: List[Tensor]) -> Tensor:
    norms = annotate(List[Tensor], [])
    for cost in costs:
      gradients = annotate(List[Tensor], [])
      for gradient in torch.grad([cost], learned, None, True, False, True):
        if gradient is not None:
          gradients = torch.append(gradients, gradient)
        else:
          pass
      norms = torch.append(norms, torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients))))
    return torch.stack(norms)
