// expect: 'sku' is missing.
param location string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'account'
  location: location
  kind: 'StorageV2'
}
