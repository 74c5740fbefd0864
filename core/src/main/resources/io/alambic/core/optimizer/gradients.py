class Function(Module):
  def forward(self,
    cost: List[Tensor],
    learned: List[Tensor]) -> List[Tensor]:
    gradients = annotate(List[Tensor], [])
    found = torch.grad(cost, learned, None, None, False, True)
    for i in range(torch.len(learned)):
      weight = learned[i]
      gradient = found[i]
      if gradient is not None:
        if torch.eq(torch.stride(gradient), torch.stride(weight)):
          laid = gradient
        else:
          laid = torch.copy_(torch.empty_like(weight), gradient)
      else:
        laid = torch.zeros_like(weight)
      gradients = torch.append(gradients, laid)
    return gradients
