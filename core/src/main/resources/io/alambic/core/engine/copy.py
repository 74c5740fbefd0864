class Function(Module):
  def forward(self,
    to: List[Tensor],
    origin: List[Tensor]) -> Tensor:
    torch._foreach_copy_(to, origin)
    return torch.tensor(torch.len(to))
