// expect: this is no Bicep
param location string = = 'x'
